import type { Mistake } from "../mistake";
import type { ParsedEnvironment } from "../schema";

type Part = keyof ParsedEnvironment;

/** A rule over several parts of the settings; it runs when each of them is sound by itself. */
export interface Check {
  readonly needs: readonly Part[];
  readonly find: (settings: ParsedEnvironment) => Mistake[];
}

/** Ties what a check reads to what it says that it needs. */
export function check<P extends Part>(
  needs: readonly P[],
  find: (settings: Pick<ParsedEnvironment, P>) => Mistake[],
): Check {
  return { needs, find };
}

/** The entries that repeat an earlier one, each with its index. */
export function repeated<T>(entries: readonly (T | undefined)[]): { index: number; entry: T }[] {
  return entries.flatMap((entry, index) =>
    entry !== undefined && entries.indexOf(entry) < index ? [{ index, entry }] : [],
  );
}
