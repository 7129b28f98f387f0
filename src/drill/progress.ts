import type { FaultPlan } from "./fault/plan-fault";
import type { Sample } from "./probe/sample";
import { lossSeenAtMs, type Observation } from "./state/observation";

/** How long everything must have been well before a phase is taken to be over. */
const QUIET_MS = 10_000;

/** At every look for a while. */
export function hasHeld(
  observations: readonly Observation[],
  holds: (observation: Observation) => boolean,
): boolean {
  const sinceMs = (observations.at(-1)?.atMs ?? 0) - QUIET_MS;
  return observations.filter(({ atMs }) => atMs >= sinceMs).every(holds);
}

/** No request has failed for a while. */
export function isQuiet(samples: readonly Sample[], nowMs: number): boolean {
  return samples.every(({ dueMs, failure }) => failure === undefined || dueMs < nowMs - QUIET_MS);
}

/**
 * When the loss began: by the last look at which all that is taken away still ran, since AWS may
 * take its time after it was asked to; of a zone that is cut off, when that was asked for.
 *
 * @param askedMs undefined: nothing was asked for yet
 * @returns undefined where nothing was seen to go
 */
export function lossBeganMs(
  observations: readonly Observation[],
  { fault, instanceIds }: FaultPlan,
  askedMs: number | undefined,
): number | undefined {
  return askedMs === undefined || fault === "blackhole"
    ? askedMs
    : lossSeenAtMs(observations, instanceIds, askedMs);
}
