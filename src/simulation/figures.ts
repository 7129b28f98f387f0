import type { RunResult } from "./simulate-run";

/** A figure over many runs: of 100, 50 are no worse than the first, and 99 than the second. */
export interface Distribution {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

/** Times in milliseconds; infinite where it is not so within the horizon. */
export interface Figures {
  readonly errorWindowMs: Distribution;
  /** At the given rate, see {@link requestsIn}. */
  readonly failedRequests: Distribution;
  /** Share of the desired tasks that serve, of the service that has least, when it is least. */
  readonly lowestCapacity: Distribution;
  readonly desiredAgainMs: Distribution;
  readonly zonesAgainMs: Distribution;
}

/** @param rate requests a second to the load balancers */
export function figuresOf(results: readonly RunResult[], rate: number): Figures {
  const of = (figure: (result: RunResult) => number, order = ascending) =>
    distribution(results.map(figure), order);
  return {
    errorWindowMs: of(({ errorWindowMs }) => errorWindowMs),
    failedRequests: of(({ failedMs }) => requestsIn(failedMs, rate)),
    lowestCapacity: of(({ lowestCapacity }) => lowestCapacity, descending),
    desiredAgainMs: of(({ desiredAgainMs }) => desiredAgainMs),
    zonesAgainMs: of(({ zonesAgainMs }) => zonesAgainMs),
  };
}

/**
 * Requests are not simulated one by one: their failing share over time, times the rate, is rounded
 * up to a whole request.
 *
 * @param failedMs 1,000 is a second of all requests
 */
export function requestsIn(failedMs: number, rate: number): number {
  // A sum of many stretches may be off by the last digits; that makes no further request.
  return Math.max(0, Math.ceil((failedMs / 1_000) * rate - 1e-6));
}

/** The run in the middle by failed requests. */
export function medianRun(results: readonly RunResult[]): number {
  const byFailures = [...results.keys()].sort(
    (a, b) => failedMsOf(results, a) - failedMsOf(results, b) || a - b,
  );
  return byFailures[Math.ceil(results.length / 2) - 1] ?? 0;
}

function failedMsOf(results: readonly RunResult[], run: number): number {
  return results[run]?.failedMs ?? 0;
}

/** By nearest rank. */
function distribution(
  values: readonly number[],
  order: (a: number, b: number) => number,
): Distribution {
  const sorted = values.toSorted(order);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), worst: at(1) };
}

const ascending = (a: number, b: number) => (a === b ? 0 : a - b);
const descending = (a: number, b: number) => ascending(b, a);
