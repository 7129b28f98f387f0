import { describe, expect, it } from "vitest";
import { type ChangeInput, planOf, reviewOf } from "../support/review";

const EVERYBODY = "0.0.0.0/0";

function kept(type: string, attributes: object): ChangeInput {
  return { type, actions: ["no-op"], before: attributes, after: attributes };
}

/** A group as a plan shows it that has read it: with the rules that are resources of their own. */
const group = kept("aws_security_group", {
  id: "sg-1",
  ingress: [{ protocol: "tcp", from_port: 80, to_port: 80, cidr_blocks: [EVERYBODY] }],
});

const entrance = [
  kept("aws_lb", { arn: "lb", security_groups: ["sg-1"] }),
  kept("aws_lb_listener", { load_balancer_arn: "lb", port: 80 }),
];

function clients(range: string): ChangeInput {
  const rule = (cidr: string) => ({
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: 80,
    to_port: 80,
    cidr_ipv4: cidr,
  });
  return {
    type: "aws_vpc_security_group_ingress_rule",
    actions: ["update"],
    before: rule(EVERYBODY),
    after: rule(range),
  };
}

const saysOf = (...changes: readonly ChangeInput[]) =>
  reviewOf(planOf(...changes)).concerns.map(({ level, what }) => `${level}: ${what}`);

const CLOSED = "blocked: not everybody can reach port 80 of the load balancer any more";

describe("a rule that lets everybody in", () => {
  it("is not there any more, although the group shows it as it was read", () => {
    expect(saysOf(...entrance, group, clients("10.0.0.0/8"))).toContain(CLOSED);
  });

  it("is still there where the configuration of the group has it too", () => {
    const plan = planOf(...entrance, group, clients("10.0.0.0/8"));
    const configured = {
      ...plan,
      configuration: {
        root_module: {
          resources: [
            {
              address: "aws_security_group.main",
              mode: "managed",
              type: "aws_security_group",
              name: "main",
              expressions: { ingress: [{}] },
            },
          ],
        },
      },
    };
    expect(reviewOf(configured).concerns.map(({ what }) => what)).not.toContain(
      CLOSED.replace("blocked: ", ""),
    );
  });

  it("is still there where nothing of its own accounts for it", () => {
    const created = { ...clients("10.0.0.0/8"), before: null, actions: ["create"] };
    expect(saysOf(...entrance, group, created)).not.toContain(CLOSED);
  });
});
