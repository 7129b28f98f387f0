import type { Deployment } from "../deployment";
import { requestsIn } from "../figures";
import type { Standing } from "../run/standing";
import { at } from "../run/world";
import type { Scenario } from "../scenario";
import { type ErrorBounds, errorBounds } from "./error-bounds";
import { isDown, livingViews, type Subject } from "./node-view";
import { openEnded } from "./open-ended";
import { envelopeOf, lastOf, meanOf, type Range, withoutEnd } from "./range";
import { recoveryBounds } from "./recovery-bounds";

/** Between which values the figures of a run lie, by arithmetic alone. */
export interface Bounds {
  readonly errorWindowMs: Range;
  /** 1,000 is a second of all requests. */
  readonly failedMs: Range;
  /** Why the two above have no upper end; empty where they have one. */
  readonly errorsOpenEnded: readonly string[];
  readonly desiredAgainMs: Range;
  readonly recoveryOpenEnded: readonly string[];
  /** The share of its tasks that the service which loses most has left. */
  readonly capacityLeft: number;
}

/** @param standing what the fault has taken, and what it has left */
export function boundsOf(deployment: Deployment, scenario: Scenario, standing: Standing): Bounds {
  const errors = deployment.targetGroups.map((_, group) =>
    errorsOf({ deployment, group, scenario, standing }),
  );
  const recovery = recoveryBounds(deployment, scenario, standing);
  return {
    errorWindowMs: lastOf(...errors.map(({ endMs }) => endMs)),
    failedMs: meanOf(errors.map(({ failedMs }) => failedMs)),
    errorsOpenEnded: [...new Set(errors.flatMap(({ reasons }) => reasons))],
    desiredAgainMs: recovery.againMs,
    recoveryOpenEnded: recovery.openEnded,
    capacityLeft: Math.min(1, ...sharesLeft(deployment, standing)),
  };
}

/** Between how many requests fail, at so many a second. */
export function failedRequestsIn({ failedMs }: Bounds, rate: number): Range {
  return { least: requestsIn(failedMs.least, rate), most: requestsIn(failedMs.most, rate) };
}

/** What holds whichever way the tasks were placed before the fault. */
export function envelopeOfBounds(bounds: readonly Bounds[]): Bounds {
  const all = (reasons: (each: Bounds) => readonly string[]) => [
    ...new Set(bounds.flatMap(reasons)),
  ];
  return {
    errorWindowMs: envelopeOf(bounds.map(({ errorWindowMs }) => errorWindowMs)),
    failedMs: envelopeOf(bounds.map(({ failedMs }) => failedMs)),
    errorsOpenEnded: all(({ errorsOpenEnded }) => errorsOpenEnded),
    desiredAgainMs: envelopeOf(bounds.map(({ desiredAgainMs }) => desiredAgainMs)),
    recoveryOpenEnded: all(({ recoveryOpenEnded }) => recoveryOpenEnded),
    capacityLeft: Math.min(...bounds.map(({ capacityLeft }) => capacityLeft)),
  };
}

function errorsOf(subject: Subject): ErrorBounds & { readonly reasons: readonly string[] } {
  const reasons = openEnded(subject);
  const { endMs, failedMs } = errorBounds(subject);
  if (reasons.length === 0) {
    return { endMs, failedMs, reasons };
  }
  const down = isDown(livingViews(subject));
  return {
    endMs: withoutEnd(down ? endMs.least : 0),
    failedMs: withoutEnd(down ? failedMs.least : 0),
    reasons,
  };
}

function sharesLeft({ services }: Deployment, standing: Standing): readonly number[] {
  return services.map(({ desiredCount }, service) =>
    desiredCount === 0 ? 1 : at(standing.services, service).tasksLeft / desiredCount,
  );
}
