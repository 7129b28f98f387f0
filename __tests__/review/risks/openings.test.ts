import { describe, expect, it } from "vitest";
import { dangersOf } from "../support/review";

const ports = (from_port: number, to_port: number) => ({ from_port, to_port });
const rule = (cidr_ipv4: string, more: object = ports(80, 80)) => ({
  cidr_ipv4,
  ip_protocol: "tcp",
  ...more,
});
const inline = (cidr: string, more: object = ports(80, 80)) => ({
  ingress: [{ cidr_blocks: [cidr], ipv6_cidr_blocks: [], protocol: "tcp", ...more }],
});

const INGRESS = "aws_vpc_security_group_ingress_rule";
const ANYWHERE = "0.0.0.0/0";
const OPENED = "yes: addresses of the Internet may come in";

describe("a security group", () => {
  it.each<[what: string, type: string, before: object | null, after: object]>([
    ["a new rule for anywhere", INGRESS, null, rule(ANYWHERE)],
    ["a new rule for one public range", INGRESS, null, rule("8.8.8.0/24")],
    ["a range that holds more than the private one", INGRESS, null, rule("10.0.0.0/7")],
    ["a rule that was private", INGRESS, rule("10.0.0.0/8"), rule(ANYWHERE)],
    ["a wider public range", INGRESS, rule("8.8.8.0/24"), rule("8.8.0.0/16")],
    ["more ports", INGRESS, rule(ANYWHERE), rule(ANYWHERE, ports(22, 80))],
    [
      "another protocol",
      INGRESS,
      rule(ANYWHERE),
      rule(ANYWHERE, { ...ports(80, 80), ip_protocol: "udp" }),
    ],
    [
      "every protocol",
      INGRESS,
      rule(ANYWHERE),
      rule(ANYWHERE, { ...ports(80, 80), ip_protocol: "-1" }),
    ],
    [
      "IPv6 from anywhere",
      INGRESS,
      null,
      { cidr_ipv6: "::/0", ip_protocol: "tcp", ...ports(80, 80) },
    ],
    [
      "a rule of the older kind",
      "aws_security_group_rule",
      null,
      { type: "ingress", cidr_blocks: [ANYWHERE], protocol: "tcp", ...ports(80, 80) },
    ],
    ["an inline rule", "aws_security_group", inline("10.0.0.0/8"), inline(ANYWHERE)],
    [
      "an inline rule for more ports",
      "aws_security_group",
      inline(ANYWHERE),
      inline(ANYWHERE, ports(0, 80)),
    ],
    ["a new group", "aws_security_group", null, inline(ANYWHERE)],
  ])("is opened by %s", (_, type, before, after) => {
    expect(dangersOf({ type, actions: [before ? "update" : "create"], before, after })).toEqual([
      OPENED,
    ]);
  });

  it.each<[what: string, type: string, before: object | null, after: object]>([
    ["a private range", INGRESS, null, rule("10.0.0.0/8")],
    ["another group", INGRESS, null, { referenced_security_group_id: "sg-1", ip_protocol: "-1" }],
    ["a narrower range", INGRESS, rule(ANYWHERE), rule("8.8.8.8/32")],
    ["fewer ports", INGRESS, rule(ANYWHERE, ports(0, 80)), rule(ANYWHERE)],
    ["a description", INGRESS, rule(ANYWHERE), { ...rule(ANYWHERE), description: "clients" }],
    [
      "what every protocol had been open to",
      INGRESS,
      rule(ANYWHERE, { ip_protocol: "-1" }),
      rule(ANYWHERE),
    ],
    [
      "its way out",
      "aws_security_group_rule",
      null,
      { type: "egress", cidr_blocks: [ANYWHERE], protocol: "-1", ...ports(0, 0) },
    ],
    [
      "IPv6 of its own",
      INGRESS,
      null,
      { cidr_ipv6: "fd00::/8", ip_protocol: "tcp", ...ports(80, 80) },
    ],
  ])("is not opened by %s", (_, type, before, after) => {
    expect(dangersOf({ type, actions: [before ? "update" : "create"], before, after })).toEqual([]);
  });

  it("may be opened by a range that is not known yet", () => {
    const change = {
      type: INGRESS,
      before: rule("10.0.0.0/8"),
      after: { ip_protocol: "tcp", ...ports(80, 80) },
    };
    expect(
      dangersOf({ ...change, actions: ["update"], after_unknown: { cidr_ipv4: true } }),
    ).toEqual([OPENED]);
  });
});
