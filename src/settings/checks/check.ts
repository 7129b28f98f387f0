import type { Mistake } from "../mistake";
import type { ParsedEnvironment } from "../schema";

type Part = keyof ParsedEnvironment;

/**
 * A check over several parts of the settings; it runs when each of them is sound by itself. Here
 * stands what contradicts itself, what AWS would refuse, and what the JSON made of the settings no
 * longer tells. Whether the service survives is for the rules, which can be waived, and where one of
 * them asks the same as a check, its waiver is heeded here too.
 */
export interface Check {
  readonly needs: readonly Part[];
  readonly find: (settings: ParsedEnvironment) => Mistake[];
  /** Rules that ask the same. */
  readonly rules: readonly string[];
}

/** Ties what a check reads to what it says that it needs. */
export function check<P extends Part>(
  needs: readonly P[],
  find: (settings: Pick<ParsedEnvironment, P>) => Mistake[],
  rules: readonly string[] = [],
): Check {
  return { needs, find, rules };
}
