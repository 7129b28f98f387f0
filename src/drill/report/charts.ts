import type { Chart, Series } from "../../report/chart";
import type { Mark } from "../../report/marks";
import { changesOnly, zoneRole } from "../../report/series";
import {
  isPrediction,
  type NoPrediction,
  type Prediction,
  scenarioOf,
} from "../../simulation/predict";
import { failingShares, timelineOf } from "../../simulation/timeline";
import type { Sample } from "../probe/sample";
import { type Observation, zonesOf } from "../state/observation";
import type { DrillRecord } from "./record";

/** What is drawn before the fault. */
const BEFORE_SECONDS = 5;

/** What clients saw, second by second. */
export function requestsChart(record: DrillRecord): Chart {
  const { fromSeconds, ...rest } = span(record);
  // The last second is not over.
  const toSeconds = rest.toSeconds - 1;
  const count = (failed: boolean) =>
    perSecond(
      record,
      record.samples.filter(({ failure }) => (failure !== undefined) === failed),
      toSeconds,
    );
  return {
    title: "Requests",
    valueTitle: "requests a second",
    fromSeconds,
    toSeconds,
    stacked: true,
    series: [
      { name: "answered", role: "good", points: count(false) },
      { name: "failed", role: "bad", points: count(true) },
    ],
    marks: marksOf(record),
  };
}

/** The failed requests beside those of the simulation's run in the middle. */
export function predictedChart(
  record: DrillRecord,
  prediction: Prediction | NoPrediction,
): Chart | undefined {
  const [zone] = isPrediction(prediction) ? prediction.zones : [];
  if (!isPrediction(prediction) || !zone) {
    return undefined;
  }
  const { deployment, options } = prediction;
  const scenario = scenarioOf(options, zone.zone);
  const { stretches, result } = timelineOf(deployment, scenario, options.seed, zone.typicalRun);
  const failed = record.samples.filter(({ failure }) => failure !== undefined);
  const lastMs = Math.max(0, ...failed.map(({ dueMs }) => dueMs - record.faultAtMs));
  const windowMs = Number.isFinite(result.errorWindowMs) ? result.errorWindowMs : 0;
  const toSeconds = Math.ceil(Math.max(30, (1.2 * Math.max(lastMs, windowMs)) / 1_000));
  const shares = failingShares(stretches, 1_000, toSeconds * 1_000);
  return {
    title: "Failed requests, measured and predicted",
    valueTitle: "failed requests a second",
    fromSeconds: -BEFORE_SECONDS,
    toSeconds,
    series: [
      { name: "measured", role: "bad", points: perSecond(record, failed, toSeconds) },
      {
        name: "the simulation's run in the middle",
        role: "third",
        dashed: true,
        points: [
          [-BEFORE_SECONDS, 0],
          ...shares.map((share, second) => [second, options.rate * share] as const),
        ],
      },
    ],
    marks: [{ seconds: 0, name: "fault" }],
  };
}

/** What the load balancer thought of its targets. */
export function targetsChart(record: DrillRecord): Chart {
  return zonalChart(record, "Targets", "healthy targets", [
    {
      what: "healthy in",
      count: ({ targets }, zone) =>
        targets.filter((target) => target.zone === zone && target.state === "healthy").length,
    },
  ]);
}

/** What ran. */
export function tasksChart(record: DrillRecord): Chart {
  return zonalChart(record, "Tasks and instances", "tasks, instances", [
    {
      what: "tasks run in",
      count: ({ tasks }, zone) =>
        tasks.filter((task) => task.zone === zone && task.lastStatus === "RUNNING").length,
    },
    {
      what: "instances run in",
      dashed: true,
      count: ({ instances }, zone) =>
        instances.filter((instance) => instance.zone === zone && instance.state === "running")
          .length,
    },
  ]);
}

interface Count {
  readonly what: string;
  readonly dashed?: boolean;
  readonly count: (observation: Observation, zone: string) => number;
}

function zonalChart(
  record: DrillRecord,
  title: string,
  valueTitle: string,
  counts: readonly Count[],
): Chart {
  const zones = zonesOf(record.observations.flatMap(({ targets }) => targets));
  const points = (value: (observation: Observation) => number): Series["points"] =>
    changesOnly(
      record.observations.map((observation, index) => [
        index === 0 ? -BEFORE_SECONDS : sinceFault(record, observation.atMs),
        value(observation),
      ]),
    );
  return {
    title,
    valueTitle,
    ...span(record),
    series: counts.flatMap(({ what, dashed = false, count }) =>
      zones.map((zone, index) => ({
        name: `${what} ${zone}`,
        role: zoneRole(index),
        dashed,
        points: points((observation) => count(observation, zone)),
      })),
    ),
    marks: marksOf(record),
  };
}

function span(record: DrillRecord): Pick<Chart, "fromSeconds" | "toSeconds"> {
  return {
    fromSeconds: -BEFORE_SECONDS,
    toSeconds: Math.ceil(sinceFault(record, record.endedAtMs)),
  };
}

function marksOf(record: DrillRecord): readonly Mark[] {
  return [
    { seconds: 0, name: "fault" },
    { seconds: sinceFault(record, record.restoredAtMs), name: "restored" },
  ];
}

/** By when each was due. */
function perSecond(
  record: DrillRecord,
  samples: readonly Sample[],
  toSeconds: number,
): Series["points"] {
  const counts = new Map<number, number>();
  for (const { dueMs } of samples) {
    const second = Math.floor(sinceFault(record, dueMs));
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return Array.from({ length: toSeconds + BEFORE_SECONDS }, (_, index) => {
    const second = index - BEFORE_SECONDS;
    return [second, counts.get(second) ?? 0];
  });
}

function sinceFault({ faultAtMs }: DrillRecord, atMs: number): number {
  return (atMs - faultAtMs) / 1_000;
}
