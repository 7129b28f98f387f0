import type { ResourceChange } from "./plan-schema";
import { Unreviewable } from "./unreviewable";

/** What Terraform will do to a resource. */
export type Action =
  | "nothing"
  | "read"
  | "create"
  | "update"
  /** Destroys first, and then creates. */
  | "replace"
  | "create-before-destroy"
  /** Creates anew, and leaves the old one to nobody. */
  | "create-then-forget"
  | "destroy"
  | "forget";

/**
 * By Terraform's own lists of actions.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["no-op", "nothing"],
  ["read", "read"],
  ["create", "create"],
  ["update", "update"],
  ["delete,create", "replace"],
  ["create,delete", "create-before-destroy"],
  ["create,forget", "create-then-forget"],
  // OpenTofu's. Forgetting touches nothing, so that the order makes no difference.
  ["forget,create", "create-then-forget"],
  ["delete", "destroy"],
  ["forget", "forget"],
]);

/** @throws Unreviewable where it is not an action that this version knows */
export function actionOf({ actions }: ResourceChange["change"]): Action {
  const action = ACTIONS.get(actions.join());
  if (action === undefined) {
    throw new Unreviewable(
      "it holds an action that is not known: use a newer version of this program",
    );
  }
  return action;
}

export function isReplacement(action: Action): boolean {
  return ["replace", "create-before-destroy", "create-then-forget"].includes(action);
}

/** Whether something is done to a resource, or to what Terraform knows of it. */
export function happens({ change, previous_address: movedFrom }: ResourceChange): boolean {
  return actionOf(change) !== "nothing" || isImported(change) || movedFrom !== undefined;
}

export function isImported({ importing }: ResourceChange["change"]): boolean {
  return importing !== undefined && importing !== null;
}
