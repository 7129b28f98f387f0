import { explained } from "../drill-error";
import type { Account } from "./account";
import { type Change, describeChange } from "./change";
import type { Journal } from "./journal";
import { perform } from "./perform";
import { revert } from "./revert";

/** Makes changes one after the other, each noted before it is made. */
export async function inject(
  account: Account,
  journal: Journal,
  changes: readonly Change[],
): Promise<void> {
  for (const change of changes) {
    journal.announce(change);
    await perform(account, change);
  }
}

export interface Restoration {
  /** What could not be brought back, because someone or something else has changed it. */
  readonly left: readonly string[];
  /** What went wrong; the journal still holds those changes. */
  readonly failed: readonly string[];
}

/** Undoes what a journal holds, the latest change first; one that fails does not keep the others. */
export async function restore(account: Account, journal: Journal): Promise<Restoration> {
  const left: string[] = [];
  const failed: string[] = [];
  for (const { number, change } of journal.unrestored) {
    // As long as something else is to be restored, no other drill may begin, and the group must not
    // terminate what has not started again.
    if (failed.length > 0 && (change.kind === "lock" || change.kind === "suspend-processes")) {
      continue;
    }
    try {
      const remark = await revert(account, change);
      left.push(...(remark === undefined ? [] : [remark]));
      journal.noteRestored(number);
    } catch (error) {
      failed.push(`${describeChange(change)}: not undone: ${explained(error).message}`);
    }
  }
  return { left, failed };
}
