import type { Action, Rule, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { unknown } from "../knowable";
import type { ListenerAction, ListenerRule } from "../model";
import { numberOf } from "./values";

export function ruleOf({ RuleArn = "", Priority, Conditions = [], Actions }: Rule): ListenerRule {
  /** Empty where the rule does not ask for the field. */
  const valuesOf = (field: string) => {
    const condition = Conditions.find(({ Field }) => Field === field);
    return (
      condition?.PathPatternConfig?.Values ??
      condition?.HostHeaderConfig?.Values ??
      condition?.Values ??
      []
    );
  };
  return {
    address: RuleArn,
    priority: numberOf(Priority),
    hosts: valuesOf("host-header"),
    paths: valuesOf("path-pattern"),
    narrowedFurther: Conditions.some(asksForMore),
    action: actionOf(Actions),
  };
}

function asksForMore(condition: RuleCondition): boolean {
  const { Field, SourceIpConfig, PathPatternConfig, HostHeaderConfig, RegexValues } = condition;
  switch (Field) {
    case "source-ip":
      return !SourceIpConfig?.Values?.includes("0.0.0.0/0");
    case "host-header":
    case "path-pattern":
      return [RegexValues, PathPatternConfig?.RegexValues, HostHeaderConfig?.RegexValues].some(
        (patterns = []) => patterns.length > 0,
      );
    default:
      return true;
  }
}

/** The last action of a listener or rule is the one that answers; what it does is its type's. */
export function actionOf(actions: readonly Action[] = []): ListenerAction {
  const action = actions.toSorted((one, other) => (one.Order ?? 0) - (other.Order ?? 0)).at(-1);
  return {
    type: action?.Type ?? unknown("not told"),
    targetGroups: targetGroupsOf(action),
    ownStatus:
      action?.FixedResponseConfig?.StatusCode ??
      action?.RedirectConfig?.StatusCode?.replace("HTTP_", ""),
  };
}

/** A target group of weight 0 gets no requests. */
function targetGroupsOf(action: Action | undefined): readonly string[] {
  if (action?.Type !== "forward") {
    return [];
  }
  const { ForwardConfig, TargetGroupArn } = action;
  const weighted = ForwardConfig?.TargetGroups ?? [];
  return weighted.length > 0
    ? weighted.filter(({ Weight }) => Weight !== 0).flatMap(({ TargetGroupArn: arn }) => arn ?? [])
    : TargetGroupArn
      ? [TargetGroupArn]
      : [];
}
