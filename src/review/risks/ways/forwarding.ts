import { list, record } from "../../../topology/terraform/json";
import { UNKNOWN, withUnknowns } from "../../changes/property";
import type { PlanContext } from "../../plan/plan-context";
import type { Attributes } from "../weakenings";

/** What a listener or a rule does last: an authentication comes before what it lets through. */
export function lastAction(attributes: Attributes, name: string): Attributes {
  return record(list(attributes[name]).at(-1));
}

/** ARNs of the target groups that an action forwards to; undefined where they are not known. */
export function forwardsTo(action: Attributes): readonly unknown[] {
  if (action["type"] !== "forward") {
    return [];
  }
  const weighted = list(record(list(action["forward"])[0])["target_group"])
    .map(record)
    .filter(({ weight }) => weight !== 0)
    .map(({ arn }) => arn);
  const only = action["target_group_arn"];
  return only === null || only === undefined || only === "" ? weighted : [only, ...weighted];
}

/**
 * What every request to a listener is forwarded to once the plan is applied, whatever it asks for; a
 * target group that is not known is UNKNOWN.
 */
export function forwardedAfter(plan: PlanContext): ReadonlySet<unknown> {
  return plan.once("forwarded after", () => {
    const targets = (attributes: Attributes, name: string) =>
      attributes[name] === UNKNOWN ? [UNKNOWN] : forwardsTo(lastAction(attributes, name));
    return new Set([
      ...afterwards(plan, "aws_lb_listener").flatMap((listener) =>
        targets(listener, "default_action"),
      ),
      ...afterwards(plan, "aws_lb_listener_rule")
        .filter(takesAll)
        .flatMap((rule) => targets(rule, "action")),
    ]);
  });
}

/** Whether a rule's conditions let every request through. */
export function takesAll(rule: Attributes): boolean {
  return list(rule["condition"]).every((condition) => isCatchAll(record(condition)));
}

function isCatchAll(condition: Attributes): boolean {
  const asked = Object.entries(condition).filter(
    ([, value]) => Array.isArray(value) && value.length > 0,
  );
  return asked.every(
    ([kind, blocks]) =>
      ["path_pattern", "host_header"].includes(kind) &&
      list(record(list(blocks)[0])["values"]).some((value) => value === "*" || value === "/*"),
  );
}

/** Attributes of all of a type that there are once the plan is applied. */
export function afterwards(plan: PlanContext, type: string): readonly Attributes[] {
  return plan
    .ofType(type)
    .filter(({ change }) => change.after !== null && change.after !== undefined)
    .map(({ change }) => record(withUnknowns(change.after, change.after_unknown)));
}
