/**
 * Terraform's reasons in plain words.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["replace_because_cannot_update", "it cannot be changed in place"],
  ["replace_because_tainted", "it is marked as tainted"],
  ["replace_by_request", "it was asked for with -replace"],
  ["replace_by_triggers", "replace_triggered_by names something that changes"],
  ["delete_because_no_resource_config", "it is no longer in the configuration"],
  ["delete_because_no_module", "its module is no longer in the configuration"],
  ["delete_because_wrong_repetition", "count or for_each was added or taken away"],
  ["delete_because_count_index", "count is smaller than its index"],
  ["delete_because_each_key", "for_each no longer has its key"],
  ["delete_because_no_move_target", "it was moved to an address that is not configured"],
]);

/** @returns the reason as Terraform names it where it is not known here */
export function plainReason(actionReason: string): string {
  return REASONS.get(actionReason) ?? actionReason;
}
