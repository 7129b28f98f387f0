import type { Fault } from "../fault/plan-fault";
import type { Figures } from "./figures";

/** What must not be exceeded, in milliseconds. */
export interface Thresholds {
  /** From the first to the last failed request, of the fault and of what comes after it. */
  readonly maxErrorWindowMs: number;
  readonly maxRecoveryMs: number;
}

const MAX_ERROR_WINDOW_MS = 15_000;

/** A lost node's addresses leave the DNS name within 2 minutes as assumed, and caches 60 s later. */
const MAX_ERROR_WINDOW_WITH_NODE_LOST_MS = 180_000;

const MAX_RECOVERY_MS = 300_000;

/** What is asked for, or what a fault of that kind should keep to. */
export function thresholdsFor(
  fault: Fault,
  asked: { readonly maxErrorWindow?: number; readonly maxRecovery?: number },
): Thresholds {
  return {
    maxErrorWindowMs:
      asked.maxErrorWindow ??
      (fault === "blackhole" ? MAX_ERROR_WINDOW_WITH_NODE_LOST_MS : MAX_ERROR_WINDOW_MS),
    maxRecoveryMs: asked.maxRecovery ?? MAX_RECOVERY_MS,
  };
}

export interface Judgement {
  readonly title: string;
  readonly holds: boolean;
  readonly measured: string;
  readonly limit: string;
}

/** Each threshold by itself; the drill holds where all do. */
export function judge(figures: Figures, thresholds: Thresholds): readonly Judgement[] {
  const { during, after, recovery } = figures;
  const window = during.errorWindowMs + after.errorWindowMs;
  const { desiredAgainMs, zonesAgainMs, lowestCapacity, expectedCapacity } = recovery;
  return [
    {
      title: "error window",
      holds: window <= thresholds.maxErrorWindowMs,
      measured: seconds(window),
      limit: `at most ${seconds(thresholds.maxErrorWindowMs)}`,
    },
    {
      title: "desired count serves again",
      holds: desiredAgainMs !== undefined && desiredAgainMs <= thresholds.maxRecoveryMs,
      measured: desiredAgainMs === undefined ? "not seen" : seconds(desiredAgainMs),
      limit: `within ${seconds(thresholds.maxRecoveryMs)}`,
    },
    {
      title: "capacity at its lowest",
      // Shares are of whole tasks; the allowance is for the division alone.
      holds: lowestCapacity >= expectedCapacity - 1e-9,
      measured: percent(lowestCapacity),
      limit: `at least ${percent(expectedCapacity)}, which the zone's loss leaves`,
    },
    {
      title: "both zones serve again",
      holds: zonesAgainMs !== undefined,
      measured: zonesAgainMs === undefined ? "not seen" : seconds(zonesAgainMs),
      limit: "before the drill ends",
    },
  ];
}

export function seconds(ms: number): string {
  const value = ms / 1_000;
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded === 0 ? 0 : rounded} s`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
