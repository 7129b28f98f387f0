import { type Bounds, boundsOf, envelopeOfBounds } from "./closed-form/bounds";
import type { Deployment } from "./deployment";
import { type Figures, figuresOf, medianRun } from "./figures";
import type { Scenario } from "./scenario";
import { type RunResult, simulateRun } from "./simulate-run";

/** What the loss of one zone, or of one instance in it, comes to over many runs. */
export interface ZonePrediction {
  readonly zone: string;
  readonly figures: Figures;
  /** Over all the ways that the tasks were placed in the runs. */
  readonly bounds: Bounds;
  /** Why the service does not survive; empty where it does. */
  readonly shortcomings: readonly string[];
  /** The run in the middle by failed requests, for {@link timelineOf}. */
  readonly typicalRun: number;
}

export interface Repetitions {
  /** Requests a second to the load balancers. */
  readonly rate: number;
  readonly runs: number;
  readonly seed: number;
}

export function predictZone(
  deployment: Deployment,
  scenario: Scenario,
  { rate, runs, seed }: Repetitions,
  onProgress: (done: number) => void = () => {},
): ZonePrediction {
  const results = Array.from({ length: runs }, (_, run) => {
    onProgress(run);
    return simulateRun(deployment, scenario, seed, run);
  });
  return {
    zone: scenario.zone,
    figures: figuresOf(results, rate),
    bounds: boundsOfRuns(deployment, scenario, results),
    shortcomings: shortcomingsOf(results, scenario),
    typicalRun: medianRun(results),
  };
}

/** The same standing has the same bounds, and most runs share one. */
function boundsOfRuns(
  deployment: Deployment,
  scenario: Scenario,
  results: readonly RunResult[],
): Bounds {
  const standings = new Map(results.map(({ standing }) => [JSON.stringify(standing), standing]));
  return envelopeOfBounds(
    [...standings.values()].map((standing) => boundsOf(deployment, scenario, standing)),
  );
}

/** It survives when some of every service serves all along, and all of it in the end. */
function shortcomingsOf(
  results: readonly RunResult[],
  { horizonMs, zone }: Scenario,
): readonly string[] {
  const minutes = Math.round(horizonMs / 60_000);
  const unplaced = (which: "unplacedBefore" | "unplacedAtEnd") =>
    results.flatMap((result) => result[which])[0];
  const before = unplaced("unplacedBefore");
  const atEnd = unplaced("unplacedAtEnd");
  const cases: readonly (readonly [happens: (result: RunResult) => boolean, what: string])[] = [
    [
      ({ unplacedBefore }) => unplacedBefore.length > 0,
      `a task has no instance even before the fault: ${before?.service}: ${before?.message}`,
    ],
    [
      ({ lowestCapacity }) => lowestCapacity === 0,
      `a service has no task left that serves when ${zone} is struck`,
    ],
    [
      ({ desiredAgainMs }) => desiredAgainMs === Number.POSITIVE_INFINITY,
      `the desired tasks do not serve again within ${minutes} min${atEnd ? `: ${atEnd.service}: ${atEnd.message}` : ""}`,
    ],
    [({ failing }) => failing, `requests still fail after ${minutes} min`],
  ];
  return cases.flatMap(([happens, what]) => {
    const count = results.filter(happens).length;
    return count === 0
      ? []
      : [count === results.length ? what : `in ${count} of ${results.length} runs ${what}`];
  });
}
