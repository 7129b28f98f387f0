import { isRecord, list } from "../../../topology/terraform/json";
import type { PlanContext } from "../../plan/plan-context";
import type { Attributes } from "../weakenings";

export const ACTIONS = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

/**
 * Whoever is told decides what to do; other actions stop instances, scale, or run something. A topic
 * of an account that the plan has nothing of tells others what is going on here.
 */
export function isOwnTopic(action: unknown, plan: PlanContext): boolean {
  return /^arn:[\w-]+:sns:/.test(String(action)) && ownAccounts(plan).has(accountOf(action));
}

export function onlyTells(attributes: Attributes, plan: PlanContext): boolean {
  return ACTIONS.every((name) => {
    const actions = attributes[name] ?? [];
    return Array.isArray(actions) && actions.every((action) => isOwnTopic(action, plan));
  });
}

/** Of what is there already, and of whom its alarms tell already. */
function ownAccounts(plan: PlanContext): ReadonlySet<string | undefined> {
  return plan.once("own accounts", () => {
    const found = plan.plan.resource_changes
      .map(({ change }) => change.before)
      .filter(isRecord)
      .flatMap((before) => [before["arn"], ...ACTIONS.flatMap((name) => list(before[name]))])
      .map(accountOf);
    return new Set(found.filter((account) => account !== undefined));
  });
}

function accountOf(arn: unknown): string | undefined {
  return /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/.exec(String(arn))?.[1];
}
