/** Requests before the fault, by which what comes after is judged. */
export const BASELINE_MS = 5_000;

/**
 * A fault lasts at least so long: the addresses of a lost node stay in clients' DNS caches for 60 s,
 * and a drill that ends before has not seen what they see.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export const LEAST_FAULT_MS = 60_000;

/** How long a fault lasts at the most where nothing else is asked for. */
export const LONGEST_FAULT_MS = 600_000;

/** How long both zones are waited for, at the least: ECS rebalances after its steady state. */
const LEAST_RETURN_MS = 900_000;

/** On the wall clock: instances are waited for 5 minutes, and what comes before and after is slower than planned. */
const RESTORE_MARGIN_MS = 600_000;

/** How long both zones are waited for after a fault that may last so long. */
export function longestReturnMs(forMs: number): number {
  return Math.max(LEAST_RETURN_MS, forMs);
}

/** How long a drill may need an account, on the wall clock. */
export interface LongestNeed {
  /** Until everything is restored. */
  readonly restoredMs: number;
  /** Until the last look. */
  readonly endedMs: number;
}

export function longestNeed(forMs: number, speed: number): LongestNeed {
  const restoredMs = (BASELINE_MS + forMs) / speed + RESTORE_MARGIN_MS;
  return { restoredMs, endedMs: restoredMs + longestReturnMs(forMs) / speed };
}
