import { describe, expect, it } from "vitest";
import { isUnknown, unknown } from "../../src/topology/knowable";
import type { TrafficRule } from "../../src/topology/model";
import { first, topologyOf } from "./support";

describe("the rules of a security group", () => {
  const groups = { aws_security_group: { lb: {}, web: {} } };
  const lb = { aws_lb: { main: { security_groups: ["${aws_security_group.lb.id}"] } } };
  const egress = (resources: object) =>
    first(topologyOf({ ...lb, ...groups, ...resources }).loadBalancers).egress;
  const ports = { from_port: 80, to_port: 90 };
  const web = "${aws_security_group.web.id}";
  const ofLb = { security_group_id: "${aws_security_group.lb.id}" };
  const toWeb: TrafficRule = {
    protocol: "tcp",
    fromPort: 80,
    toPort: 90,
    peer: "group",
    peers: ["aws_security_group.web"],
  };

  it.each([
    [
      "in the group",
      {
        aws_security_group: {
          web: {},
          lb: { egress: [{ ...ports, protocol: "tcp", security_groups: [web] }] },
        },
      },
    ],
    [
      "of their own",
      {
        aws_security_group_rule: {
          r: { ...ofLb, ...ports, type: "egress", protocol: "TCP", source_security_group_id: web },
        },
      },
    ],
    [
      "of their own and one way",
      {
        aws_vpc_security_group_egress_rule: {
          r: { ...ofLb, ...ports, ip_protocol: "6", referenced_security_group_id: web },
        },
      },
    ],
  ])("are read where they stand %s", (_, resources) => {
    expect(egress(resources)).toEqual([toWeb]);
  });

  it("are none where none is written", () => {
    expect(egress({})).toEqual([]);
  });

  it("open every port with protocol -1, and one rule may have several kinds of peers", () => {
    const rule = {
      from_port: 0,
      to_port: 0,
      protocol: "-1",
      cidr_blocks: ["10.0.0.0/8"],
      self: true,
    };
    const all = { protocol: "all", fromPort: 0, toPort: 65535 };
    expect(egress({ aws_security_group: { lb: { egress: rule } } })).toEqual([
      { ...all, peer: "cidr", peers: ["10.0.0.0/8"] },
      { ...all, peer: "group", peers: ["aws_security_group.lb"] },
    ]);
  });

  describe("where a group lists its own, beside separate ones", () => {
    const listed = { from_port: 443, to_port: 443, protocol: "tcp", security_groups: [web] };
    const separate = (more: object) => ({
      aws_vpc_security_group_egress_rule: {
        r: { ...ofLb, ...ports, ip_protocol: "tcp", referenced_security_group_id: web, ...more },
      },
    });
    const grouped = (egress: unknown) => ({ aws_security_group: { web: {}, lb: { egress } } });

    it("are those alone that it lists; of the others the reason names both", () => {
      expect(egress({ ...grouped([listed]), ...separate({}) })).toEqual([
        { ...toWeb, fromPort: 443, toPort: 443 },
        {
          ...toWeb,
          peers: unknown(
            "aws_security_group.lb lists its own egress rules, which takes away aws_vpc_security_group_egress_rule.r",
          ),
        },
      ]);
    });

    it("are none for certain where it lists none", () => {
      expect(egress({ ...grouped([]), ...separate({}) })).toMatchObject([
        { peers: { unknown: expect.stringContaining("lists its own") } },
      ]);
    });

    it("are kept where it lists the same", () => {
      const same = { from_port: 443, to_port: 443 };
      const rule = { ...toWeb, fromPort: 443, toPort: 443 };
      expect(egress({ ...grouped([listed]), ...separate(same) })).toEqual([rule, rule]);
    });

    it("are all kept where it lists those of the other direction", () => {
      const other = { aws_security_group: { web: {}, lb: { ingress: [listed] } } };
      expect(egress({ ...other, ...separate({}) })).toEqual([toWeb]);
    });
  });

  it.each([
    [
      "the group exists before",
      { aws_lb: { main: { security_groups: ["sg-0123456789abcdef0"] } } },
    ],
    ["the load balancer has the vpc's default group", { aws_lb: { main: {} } }],
    [
      "a rule does not tell its group",
      {
        aws_vpc_security_group_egress_rule: {
          r: { ...ports, ip_protocol: "tcp", security_group_id: "${module.m.group}" },
        },
      },
    ],
    [
      "a block is dynamic",
      { aws_security_group: { lb: { dynamic: { egress: { for_each: "${local.ports}" } } } } },
    ],
  ])("are unknown where %s", (_, resources) => {
    expect(egress(resources)).toSatisfy(isUnknown);
  });
});
