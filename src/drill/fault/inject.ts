import { explained } from "../drill-error";
import type { Account } from "./account";
import { type Change, describeChange } from "./change";
import { codeOf, type Journal } from "./journal";
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
  /** Why the journal still names changes that were undone; undefined where it does not. */
  readonly journalTrouble?: string;
}

/** What a person should read of it, the worst last. */
export function remarksOf({ left, failed, journalTrouble }: Restoration): readonly string[] {
  return [...left, ...(journalTrouble === undefined ? [] : [journalTrouble]), ...failed];
}

/**
 * Undoes what a journal holds, the latest change first. Neither one that fails nor a journal that can
 * no longer be written keeps the others from being undone.
 */
export async function restore(account: Account, journal: Journal): Promise<Restoration> {
  const left: string[] = [];
  const failed: string[] = [];
  let journalTrouble: string | undefined;
  for (const { number, change } of journal.unrestored) {
    // As long as something else is to be restored, no other drill may begin, and the group must not
    // terminate what has not started again.
    if (failed.length > 0 && (change.kind === "lock" || change.kind === "suspend-processes")) {
      continue;
    }
    try {
      const remark = await revert(account, change);
      left.push(...(remark === undefined ? [] : [remark]));
    } catch (error) {
      failed.push(`${describeChange(change)}: not undone: ${explained(error).message}`);
      continue;
    }
    try {
      journal.noteRestored(number);
    } catch (error) {
      journalTrouble = `the journal "${journal.path}" cannot be written (${codeOf(error)}), and still names what was undone: once it can be, repeat \`npx ha drill --restore ${journal.path}\`, which finds nothing left to undo`;
    }
  }
  return { left, failed, journalTrouble };
}
