import { describe, expect, it } from "vitest";
import { withLongestNames } from "../support/everything";
import { synthesize } from "../support/synth";

const { ha } = synthesize(
  withLongestNames([1, 2, 3].map((ordinal) => `subnet-0123456789abcdef${ordinal}`)),
);

const namesOf = (type: string, attribute: string): string[] =>
  Object.values(ha.resources(type)).map((resource) => resource[attribute]);

describe("services with the longest names", () => {
  it.each([
    ["aws_ecs_service", "name", 255],
    ["aws_ecs_task_definition", "family", 255],
    ["aws_cloudwatch_log_group", "name", 512],
    ["aws_cloudwatch_metric_alarm", "alarm_name", 255],
    ["aws_appautoscaling_policy", "name", 255],
  ])("give every %s a %s of its own, of at most %d characters", (type, attribute, most) => {
    const names = namesOf(type, attribute);
    expect(names.length).toBeGreaterThan(0);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(most);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ["aws_lb_target_group", 6],
    ["aws_iam_role", 38],
    ["aws_security_group", 100],
  ])("leave the provider room to make names of %s out of a prefix", (type, most) => {
    const lengths = namesOf(type, "name_prefix").map((prefix) => prefix.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(most);
  });
});
