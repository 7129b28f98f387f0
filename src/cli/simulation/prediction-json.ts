import { jsonOutput } from "../../json-output";
import { STATEMENT } from "../../simulation/assumptions";
import { failedRequestsIn } from "../../simulation/closed-form/bounds";
import { ASSUMED_LATENCIES } from "../../simulation/latencies";
import { isPrediction, scenarioOf } from "../../simulation/predict";
import { type Timeline, timelineOf } from "../../simulation/timeline";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import type { Answer, Predicted } from "./answer";

/** For programs; `null` stands for never, and for no upper bound. */
export function predictionJson(answers: readonly Answer[]): string {
  const report = {
    statement: STATEMENT,
    deployments: answers.map((each) =>
      isPrediction(each.answer)
        ? predicted({ ...each, answer: each.answer })
        : { name: each.name, survives: null, reasons: each.answer.reasons },
    ),
    assumedLatencies: Object.fromEntries(
      Object.entries(ASSUMED_LATENCIES).map(([name, latency]) => [camelCase(name), latency]),
    ),
  };
  return jsonOutput(report, (_, value) => rounded(value));
}

function predicted(each: Predicted) {
  const { name, answer } = each;
  const { options, zones, assumptions, planAssumptions } = answer;
  return {
    name,
    survives: zones.every(({ shortcomings }) => shortcomings.length === 0),
    options,
    zones: zones.map((zone) => zoneIn(each, zone)),
    assumptions,
    planAssumptions,
  };
}

function zoneIn({ answer, comparisons }: Predicted, prediction: ZonePrediction) {
  const { deployment, options } = answer;
  const { rate, seed } = options;
  const { zone, figures, bounds, shortcomings, typicalRun } = prediction;
  const { failedMs: _, ...others } = bounds;
  const timeline = timelineOf(deployment, scenarioOf(options, zone), seed, typicalRun);
  return {
    zone,
    survives: shortcomings.length === 0,
    shortcomings,
    figures,
    bounds: {
      ...others,
      failedRequests: failedRequestsIn(bounds, rate),
    },
    comparisons: (comparisons.get(zone) ?? []).map((each) => ({
      peer: each.peer,
      figures: each.prediction.figures,
      errorWindowRatio: each.errorWindowRatio,
      failedRequestsRatio: each.failedRequestsRatio,
    })),
    timeline: { run: typicalRun, ...timelineIn(timeline) },
  };
}

/** One run: when which share of the requests fails, and how everything stands from when on. */
function timelineIn({ stretches, before, snapshots }: Timeline) {
  return {
    failing: stretches.filter(({ fromShare, toShare }) => fromShare + toShare > 0),
    states: [before, ...snapshots].map(({ atMs, zones }) => ({
      atMs,
      zones: Object.entries(zones).map(([zone, state]) => ({ zone, ...state })),
    })),
  };
}

/** To a thousandth; infinity becomes null by itself. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1_000) / 1_000 : value;
}

/** Of a constant's name, such as TASK_START. */
function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
