import { list, record } from "../../../topology/terraform/json";
import { UNKNOWN } from "../../changes/property";
import type { Attributes, Detector } from "../weakenings";

/**
 * A web ACL blocks what no rule of it allows where that is its default.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html
 */
export const everyRequestBlocked: Detector = (before, after) => {
  if (!before || byDefault(before, "block") || !byDefault(after, "block")) {
    return [];
  }
  const allows = after["rule"] === UNKNOWN || list(after["rule"]).some(mayAllow);
  return [
    {
      level: allows ? "yes" : "blocked",
      what: allows
        ? "requests that no rule allows are blocked from now on"
        : "every request is blocked, and no rule allows any",
      paths: [["default_action"]],
    },
  ];
};

function byDefault(acl: Attributes, action: string): boolean {
  return list(record(list(acl["default_action"])[0])[action]).length > 0;
}

/** By its own action, or by one of a group of rules that stands elsewhere. */
function mayAllow(rule: unknown): boolean {
  const { action, statement } = record(rule);
  const groups = ["managed_rule_group_statement", "rule_group_reference_statement"];
  return (
    rule === UNKNOWN ||
    list(record(list(action)[0])["allow"]).length > 0 ||
    groups.some((group) => list(record(list(statement)[0])[group]).length > 0)
  );
}
