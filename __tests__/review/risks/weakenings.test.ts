import { describe, expect, it } from "vitest";
import { DETECTORS } from "../../../src/review/risks/detectors";
import { dangersOf, planOf, reviewOf } from "../support/review";

interface Weakening {
  readonly type: string;
  readonly from: object;
  readonly to: object;
  readonly says: string;
}

const block = (name: string, content: object) => ({ [name]: [content] });
const healthCheck = (content: object) => block("health_check", content);
const alarm = (content: object) => ({ comparison_operator: "LessThanThreshold", ...content });

const webAcl = (byDefault: string, rule: string) => ({
  ...block("default_action", block(byDefault, {})),
  ...block("rule", block("action", block(rule, {}))),
});

const WEAKENINGS: readonly Weakening[] = [
  {
    type: "aws_wafv2_web_acl",
    from: webAcl("allow", "allow"),
    to: webAcl("block", "allow"),
    says: "requests that no rule allows are blocked from now on",
  },
  {
    type: "aws_autoscaling_group",
    from: { min_size: 4 },
    to: { min_size: 2 },
    says: "fewer instances are kept",
  },
  {
    type: "aws_autoscaling_group",
    from: { max_size: 4 },
    to: { max_size: 2 },
    says: "fewer instances may be added",
  },
  {
    type: "aws_autoscaling_group",
    from: { desired_capacity: 4 },
    to: { desired_capacity: 0 },
    says: "instances are taken away",
  },
  {
    type: "aws_autoscaling_group",
    from: { vpc_zone_identifier: ["a", "b"] },
    to: { vpc_zone_identifier: ["a", "c"] },
    says: "instances are launched in fewer subnets",
  },
  {
    type: "aws_autoscaling_group",
    from: { suspended_processes: [] },
    to: { suspended_processes: ["Launch"] },
    says: "processes that replace or launch instances may stand still",
  },
  {
    type: "aws_appautoscaling_target",
    from: { min_capacity: 2 },
    to: { min_capacity: 1 },
    says: "fewer tasks are kept",
  },
  {
    type: "aws_ecs_service",
    from: { desired_count: 2 },
    to: { desired_count: 1 },
    says: "fewer tasks are kept",
  },
  {
    type: "aws_ecs_service",
    from: { availability_zone_rebalancing: "ENABLED" },
    to: { availability_zone_rebalancing: "DISABLED" },
    says: "tasks stay in one zone after another was lost",
  },
  {
    type: "aws_ecs_service",
    from: block("deployment_circuit_breaker", { enable: true }),
    to: { deployment_circuit_breaker: [] },
    says: "a failing deployment goes on",
  },
  {
    type: "aws_ecs_cluster_capacity_providers",
    from: { capacity_providers: ["a", "FARGATE"] },
    to: { capacity_providers: ["a"] },
    says: "services on a provider that is taken away have nowhere to run",
  },
  {
    type: "aws_lb",
    from: { subnets: ["a", "b"] },
    to: { subnets: ["a"] },
    says: "the load balancer has a node in fewer subnets",
  },
  {
    type: "aws_alb",
    from: { enable_deletion_protection: true },
    to: { enable_deletion_protection: false },
    says: "the load balancer may be deleted",
  },
  {
    type: "aws_lb_target_group",
    from: healthCheck({ interval: 5 }),
    to: healthCheck({ interval: 30 }),
    says: "a dead target is found later",
  },
  {
    type: "aws_lb_target_group",
    from: healthCheck({ unhealthy_threshold: 2 }),
    to: healthCheck({ unhealthy_threshold: 3 }),
    says: "a dead target is found later",
  },
  {
    type: "aws_lb_target_group",
    from: healthCheck({ enabled: true }),
    to: healthCheck({ enabled: false }),
    says: "dead targets are not found",
  },
  {
    type: "aws_lb_target_group",
    from: healthCheck({ matcher: "200" }),
    to: healthCheck({ matcher: "200-499" }),
    says: "a target is tested by something else",
  },
  {
    type: "aws_lb_target_group",
    from: block("stickiness", { enabled: false }),
    to: block("stickiness", { enabled: true }),
    says: "clients stay with one target",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    from: alarm({ threshold: 2 }),
    to: alarm({ threshold: 1 }),
    says: "the alarm needs more to be raised",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    from: { threshold: 1, comparison_operator: "GreaterThanThreshold" },
    to: { threshold: 9, comparison_operator: "GreaterThanThreshold" },
    says: "the alarm needs more to be raised",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    from: { actions_enabled: true },
    to: { actions_enabled: false },
    says: "the alarm tells nobody",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    from: { treat_missing_data: "breaching" },
    to: { treat_missing_data: "missing" },
    says: "the alarm is silent where nothing is measured any more",
  },
  {
    type: "aws_s3_bucket",
    from: { force_destroy: false },
    to: { force_destroy: true },
    says: "the bucket may be deleted with what it holds",
  },
  {
    type: "aws_s3_bucket_versioning",
    from: block("versioning_configuration", { status: "Enabled" }),
    to: block("versioning_configuration", { status: "Suspended" }),
    says: "what is overwritten or deleted cannot be had back",
  },
];

describe("a weakening", () => {
  it.each(WEAKENINGS)("needs a yes: $type, $says", ({ type, from, to, says }) => {
    expect(dangersOf({ type, actions: ["update"], before: from, after: to })).toEqual([
      `yes: ${says}`,
    ]);
  });

  it.each(WEAKENINGS)(
    "is none the other way about, or anew: $type, $says",
    ({ type, from, to }) => {
      const judged = [
        dangersOf({ type, actions: ["update"], before: to, after: from }),
        dangersOf({ type, actions: ["update"], before: from, after: from }),
        dangersOf({ type, actions: ["create"], after: to }),
      ];
      // What only says that something is another has no good way about.
      const isMereChange = [
        "a target is tested by something else",
        "instances are launched in fewer subnets",
      ];
      expect(
        judged.flat().filter((said) => !isMereChange.some((each) => said.endsWith(each))),
      ).toEqual([]);
    },
  );

  it("blocks every request where a web ACL allows none", () => {
    const judged = (rule: string) =>
      dangersOf({
        type: "aws_wafv2_web_acl",
        actions: ["update"],
        before: webAcl("allow", rule),
        after: webAcl("block", rule),
      });
    expect(judged("count")).toEqual(["blocked: every request is blocked, and no rule allows any"]);
    expect(judged("allow")).toHaveLength(1);
  });

  it("names attributes whose names are long, with a sign where one is cut", () => {
    const named = (attribute: string) =>
      reviewOf(
        planOf({
          type: "aws_of_tomorrow",
          actions: ["update"],
          before: { [attribute]: 1 },
          after: { [attribute]: 2 },
        }),
      ).concerns.map(({ what }) => what.split(" is ")[0]);
    expect(named("a".repeat(70))).toEqual(["a".repeat(70)]);
    expect(named("a".repeat(100))).toEqual([`${"a".repeat(89)}…`]);
  });

  it("tells the values, once for all that mean the same", () => {
    const [concern, ...others] = reviewOf(
      planOf({
        type: "aws_lb_target_group",
        actions: ["update"],
        before: healthCheck({ interval: 5, timeout: 2, unhealthy_threshold: 2 }),
        after: healthCheck({ interval: 30, timeout: 10, unhealthy_threshold: 5 }),
      }),
    ).concerns;
    expect(others).toEqual([]);
    expect(concern?.attributes).toEqual([
      { name: "health_check[0].interval", before: "5", after: "30" },
      { name: "health_check[0].timeout", before: "2", after: "10" },
      { name: "health_check[0].unhealthy_threshold", before: "2", after: "5" },
    ]);
  });

  it("may be one where the new value is not known yet", () => {
    const unsettled = (actions: readonly string[]) =>
      dangersOf({
        type: "aws_autoscaling_group",
        actions,
        before: { min_size: 2, max_size: 4 },
        after: { max_size: 4 },
        after_unknown: { min_size: true },
      });
    expect(unsettled(["update"])).toEqual([
      "yes: it is not known yet whether fewer instances are kept",
    ]);
    expect(unsettled(["create", "delete"])).toHaveLength(1);
  });

  it("is looked for in every type by at least one of the cases", () => {
    const openings = [
      "aws_security_group",
      "aws_security_group_rule",
      "aws_vpc_security_group_ingress_rule",
    ];
    const elsewhere = [
      "aws_cloudwatch_log_group",
      "aws_default_network_acl",
      "aws_launch_template",
      "aws_lb_listener",
      "aws_lb_listener_rule",
      "aws_network_acl",
      "aws_network_acl_rule",
      "aws_subnet",
    ];
    const others = ["aws_ecs_capacity_provider", "aws_s3_bucket_public_access_block"];
    const tested = WEAKENINGS.map(({ type }) => type.replace("aws_alb", "aws_lb"));
    expect(
      [...DETECTORS.keys()].filter(
        (type) => ![...tested, ...openings, ...others, ...elsewhere].includes(type),
      ),
    ).toEqual([]);
  });
});
