import { safeJson } from "../../redaction/safe-json";
import { STATEMENT } from "../../simulation/assumptions";
import { failedRequestsIn } from "../../simulation/closed-form/bounds";
import { ASSUMED_LATENCIES } from "../../simulation/latencies";
import { scenarioOf } from "../../simulation/predict";
import { type Timeline, timelineOf } from "../../simulation/timeline";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import { type Answer, isPredicted, type Predicted } from "./answer";

/** Raised with the first digit when a program that reads it would no longer understand it. */
const FORMAT_VERSION = "1.0";

/** For programs; `null` stands for never, and for no upper bound. */
export function predictionJson(answers: readonly Answer[]): string {
  const report = {
    formatVersion: FORMAT_VERSION,
    statement: STATEMENT,
    deployments: answers.map((each) =>
      isPredicted(each) ? predicted(each) : { name: each.name, survives: null, ...each.answer },
    ),
    assumedLatencies: ASSUMED_LATENCIES,
  };
  return safeJson(report, (_, value) => written(value));
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

/** Names in the way of Terraform's JSON, numbers to a thousandth; infinity becomes null by itself. */
function written(value: unknown): unknown {
  if (typeof value === "number") {
    return Math.round(value * 1_000) / 1_000;
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [snakeCase(name), each]))
    : value;
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
