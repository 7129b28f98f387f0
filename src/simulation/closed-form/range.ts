import type { AssumedLatency } from "../latencies";

/** Between which two values something lies; milliseconds where it is a time. */
export interface Range {
  readonly least: number;
  /** Infinite where nothing bounds it. */
  readonly most: number;
}

export const NONE: Range = { least: 0, most: 0 };

export const NEVER: Range = {
  least: Number.POSITIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
};

export function rangeOf({ minMs, maxMs }: AssumedLatency): Range {
  return { least: minMs, most: maxMs };
}

export function withoutEnd(least: number): Range {
  return { least, most: Number.POSITIVE_INFINITY };
}

/** The one after the other. */
export function sumOf(...ranges: readonly Range[]): Range {
  return combine(ranges, (ends) => ends.reduce((sum, end) => sum + end, 0));
}

/** Whichever comes first. */
export function firstOf(...ranges: readonly Range[]): Range {
  return combine(ranges, (ends) => Math.min(...ends));
}

/** Whichever comes last. */
export function lastOf(...ranges: readonly Range[]): Range {
  return combine(ranges, (ends) => Math.max(0, ...ends));
}

export function meanOf(ranges: readonly Range[]): Range {
  return combine(ranges, (ends) => ends.reduce((sum, end) => sum + end, 0) / ends.length);
}

/** What holds for each of several cases. */
export function envelopeOf(ranges: readonly Range[]): Range {
  return {
    least: Math.min(...ranges.map(({ least }) => least)),
    most: Math.max(...ranges.map(({ most }) => most)),
  };
}

function combine(ranges: readonly Range[], reduce: (ends: readonly number[]) => number): Range {
  return {
    least: reduce(ranges.map(({ least }) => least)),
    most: reduce(ranges.map(({ most }) => most)),
  };
}
