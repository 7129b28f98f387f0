import type { Public, Redactor } from "../../redaction/redactor";
import type { Change, Counts } from "../model";
import { actionOf, happens, isImported, isReplacement } from "../plan/actions";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import { changedAttributes } from "./attributes";

/** What happens to managed resources, in the order of their addresses. */
export function changesOf(plan: Plan, redactor: Redactor): Change[] {
  return byAddress(plan.resource_changes)
    .filter((resource) => resource.mode === "managed" && happens(resource))
    .map((resource) => ({
      address: addressOf(resource, redactor),
      action: actionOf(resource.change),
      imported: isImported(resource.change),
      movedFrom: movedFrom(resource, redactor),
      attributes: hasBoth(resource) ? changedAttributes(resource, redactor) : [],
    }));
}

export function countsOf(changes: readonly Change[]): Counts {
  const count = (counts: (change: Change) => boolean) => changes.filter(counts).length;
  return {
    add: count(({ action }) => action === "create"),
    change: count(({ action }) => action === "update"),
    replace: count(({ action }) => isReplacement(action)),
    destroy: count(({ action }) => action === "destroy"),
    forget: count(({ action }) => action === "forget"),
    import: count(({ imported }) => imported),
    move: count(({ movedFrom: from }) => from !== undefined),
  };
}

export function addressOf({ address, deposed }: ResourceChange, redactor: Redactor): Public {
  return redactor.publish(deposed === undefined ? address : `${address} (deposed ${deposed})`);
}

function movedFrom({ previous_address: from }: ResourceChange, redactor: Redactor) {
  return from === undefined ? undefined : redactor.publish(from);
}

export function hasBoth({ change: { before, after } }: ResourceChange): boolean {
  return before !== null && before !== undefined && after !== null && after !== undefined;
}

/** By code units, so that the order is the same on every machine. */
export function byAddress(resources: readonly ResourceChange[]): ResourceChange[] {
  return [...resources].sort((one, other) =>
    one.address < other.address ? -1 : Number(one.address > other.address),
  );
}
