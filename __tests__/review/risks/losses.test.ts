import { describe, expect, it } from "vitest";
import { POLICIES, policyFor } from "../../../src/review/risks/policies";
import { type ChangeInput, planOf, reviewOf } from "../support/review";

const gone = (type: string, ...actions: readonly string[]): ChangeInput => ({
  type,
  actions,
  before: {},
  after: {},
});

describe("losing a resource", () => {
  it.each([
    ["aws_s3_bucket", ["delete"], "blocked"],
    ["aws_s3_bucket", ["create", "delete"], "blocked"],
    ["aws_lb", ["delete", "create"], "blocked"],
    ["aws_lb", ["create", "delete"], "blocked"],
    ["aws_alb", ["delete"], "blocked"],
    ["aws_lb_listener", ["delete"], "blocked"],
    ["aws_lb_target_group", ["delete", "create"], "blocked"],
    ["aws_lb_target_group", ["create", "delete"], "yes"],
    ["aws_ecs_service", ["delete", "create"], "blocked"],
    ["aws_subnet", ["delete"], "blocked"],
    ["aws_route_table_association", ["delete"], "blocked"],
    ["aws_ecs_cluster_capacity_providers", ["delete"], "blocked"],
    ["aws_ecs_capacity_provider", ["create", "delete"], "blocked"],
    ["aws_autoscaling_group", ["delete"], "blocked"],
    ["aws_lb", ["forget"], "yes"],
    ["aws_lb", ["create", "forget"], "yes"],
    ["aws_cloudwatch_metric_alarm", ["delete"], "yes"],
    ["aws_iam_role", ["delete"], "yes"],
    ["aws_of_tomorrow", ["delete"], "yes"],
    ["constructor", ["delete", "create"], "yes"],
    ["aws_ecs_task_definition", ["delete", "create"], "safe"],
    ["aws_ecs_task_definition", ["delete"], "yes"],
    ["aws_cloudwatch_dashboard", ["delete"], "safe"],
  ])("%s by %j is %s", (type, actions, level) => {
    const levels = reviewOf(planOf(gone(type, ...actions))).concerns.map((each) => each.level);
    expect(levels).toEqual(level === "safe" ? [] : [level]);
  });

  it.each([
    ["delete", "is destroyed"],
    ["forget", "is forgotten, and stays"],
  ])("of what an earlier replacement left is no loss of what runs: %s", (action, happens) => {
    const plan = planOf(gone("aws_lb", action));
    const [resource] = plan["resource_changes"] as object[];
    const { concerns } = reviewOf({
      ...plan,
      resource_changes: [{ ...resource, deposed: "0a1b" }],
    });
    expect(concerns.map(({ level, subject, what }) => [level, subject, what])).toEqual([
      ["yes", "aws_lb.main (deposed 0a1b)", `what an earlier replacement left ${happens}`],
    ]);
  });

  it("is judged by one policy for each type", () => {
    const types = POLICIES.flatMap((policy) => policy.types ?? []);
    expect(types.length).toBe(new Set(types).size);
    expect(policyFor("aws_of_tomorrow")).toBe(POLICIES.at(-1));
  });
});
