import { describe, expect, it } from "vitest";
import { fixture } from "./support/fixtures";
import { type ChangeInput, planOf, reviewOf } from "./support/review";

type Attributes = Readonly<Record<string, unknown>>;

const still = (type: string, attributes: Attributes, address?: string): ChangeInput => ({
  type,
  address,
  actions: ["no-op"],
  before: attributes,
  after: attributes,
});

/** What is said to have drifted of a resource that was found otherwise than it is recorded. */
function drifted(
  type: string,
  before: Attributes,
  after: Attributes,
  others: readonly ChangeInput[] = [],
  planned: Attributes = after,
): string[] {
  const found = { type, actions: ["update"], before, after };
  const { resource_drift: _, ...plan } = planOf(
    { type, actions: ["update"], before: after, after: planned },
    ...others,
  );
  const drift = planOf(found)["resource_changes"];
  return reviewOf({ ...plan, resource_drift: drift }).drift.flatMap(({ attributes }) =>
    attributes.map(({ name }) => name),
  );
}

const block = (port: number, more: Attributes = {}) => ({
  cidr_blocks: ["10.0.0.0/16"],
  description: "",
  from_port: port,
  to_port: port,
  protocol: "tcp",
  security_groups: [],
  self: false,
  ...more,
});

const rule = (port: number, more: Attributes = {}) =>
  still("aws_vpc_security_group_ingress_rule", {
    security_group_id: "sg-1",
    cidr_ipv4: "10.0.0.0/16",
    ip_protocol: "tcp",
    from_port: port,
    to_port: port,
    ...more,
  });

const group = (...ingress: readonly object[]) => ({
  id: "sg-1",
  name: "entry",
  ingress,
  egress: [],
});

describe("the rules of a security group", () => {
  const SECURITY_GROUP = "aws_security_group";

  it("are no drift where resources of their own account for them", () => {
    const others = [rule(22), rule(443, { cidr_ipv4: null, referenced_security_group_id: "sg-1" })];
    const found = group(block(22), block(443, { cidr_blocks: [], self: true }));
    expect(drifted(SECURITY_GROUP, group(), found, others)).toEqual([]);
    const older = still("aws_security_group_rule", {
      type: "ingress",
      security_group_id: "sg-1",
      protocol: "all",
      from_port: 0,
      to_port: 0,
      cidr_blocks: ["10.0.0.0/16"],
    });
    const all = block(0, { protocol: "-1" });
    expect(drifted(SECURITY_GROUP, group(), group(all), [older])).toEqual([]);
  });

  it.each([
    ["from elsewhere", block(22, { cidr_blocks: ["10.0.0.0/16", "0.0.0.0/0"] }), rule(22)],
    ["of another port", block(23), rule(22)],
    ["of another group's resource", block(22), rule(22, { security_group_id: "sg-2" })],
    [
      "of a resource that lets out",
      block(22),
      { ...rule(22), type: "aws_vpc_security_group_egress_rule" },
    ],
  ])("that someone has added are drift: %s", (_, added, other) => {
    expect(drifted(SECURITY_GROUP, group(), group(added), [other])).toEqual(["ingress"]);
  });

  it("that someone has taken from those that the group itself has are drift", () => {
    const both = group(block(22), block(443));
    expect(drifted(SECURITY_GROUP, both, group(block(22)), [], both)).toEqual(["ingress"]);
  });
});

describe("the policies of a role", () => {
  const role = (...managed_policy_arns: readonly string[]) => ({
    name: "task",
    managed_policy_arns,
  });
  const attached = still("aws_iam_role_policy_attachment", {
    role: "task",
    policy_arn: "arn:read",
  });

  it("are drift where no resource attaches them", () => {
    expect(drifted("aws_iam_role", role(), role("arn:read"), [attached])).toEqual([]);
    expect(drifted("aws_iam_role", role(), role("arn:read", "arn:admin"), [attached])).toEqual([
      "managed_policy_arns",
    ]);
  });
});

describe("the number of tasks", () => {
  const service = (desired_count: number) => ({
    name: "web",
    cluster: "arn:x:cluster/shop",
    desired_count,
  });
  const target = still("aws_appautoscaling_target", { resource_id: "service/shop/web" });

  it("is no drift where autoscaling sets it and the plan leaves it", () => {
    const [two, four] = [service(2), service(4)];
    expect(drifted("aws_ecs_service", two, four, [target])).toEqual([]);
    expect(drifted("aws_ecs_service", two, four)).toEqual(["desired_count"]);
    expect(drifted("aws_ecs_service", two, four, [target], two)).toEqual(["desired_count"]);
  });
});

describe("drift", () => {
  it.each([
    ["aws_lb_target_group", { load_balancer_arns: [] }, { load_balancer_arns: ["arn"] }],
    ["aws_launch_template", { latest_version: 1 }, { latest_version: 2 }],
    ["aws_lb", { tags: null }, { tags: {} }],
    [
      "aws_cloudwatch_metric_alarm",
      { metric_query: [{ id: "errors", period: null }] },
      { metric_query: [{ id: "errors", period: 0 }] },
    ],
  ])("is none that nobody made: %s %j", (type, before, after) => {
    expect(drifted(type, before, after)).toEqual([]);
  });

  it.each([
    ["aws_vpc", { enable_dns_hostnames: false }, { enable_dns_hostnames: true }],
    ["aws_lb", { idle_timeout: 60 }, { idle_timeout: 0 }],
    ["aws_launch_template", { default_version: 1 }, { default_version: 2 }],
    ["aws_s3_bucket", { id: "b", policy: "" }, { id: "b", policy: "{}" }],
  ])(
    "is what someone switched, written in the configuration or not: %s %j",
    (type, before, after) => {
      expect(drifted(type, before, after)).toHaveLength(1);
    },
  );

  it("of a real second plan is what was changed by hand alone", () => {
    const { drift } = reviewOf(fixture("network-weakened"));
    expect(drift.map(({ address }) => address)).toEqual([
      "aws_security_group.lost",
      "aws_vpc.main",
    ]);
  });
});
