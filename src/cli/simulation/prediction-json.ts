import { STATEMENT } from "../../simulation/assumptions";
import { requestsIn } from "../../simulation/figures";
import { ASSUMED_LATENCIES } from "../../simulation/latencies";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import { type Answer, type Comparisons, isPredicted, type Predicted } from "./answer";

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
  return JSON.stringify(report, (_, value) => written(value), 2);
}

function predicted({ name, answer, comparisons }: Predicted) {
  const { options, zones, assumptions } = answer;
  return {
    name,
    survives: zones.every(({ shortcomings }) => shortcomings.length === 0),
    options,
    zones: zones.map((zone) => zoneIn(zone, options.rate, comparisons)),
    assumptions,
  };
}

function zoneIn(
  { zone, figures, bounds, shortcomings }: ZonePrediction,
  rate: number,
  comparisons: Comparisons,
) {
  const { failedMs, ...others } = bounds;
  return {
    zone,
    survives: shortcomings.length === 0,
    shortcomings,
    figures,
    bounds: {
      ...others,
      failedRequests: {
        least: requestsIn(failedMs.least, rate),
        most: requestsIn(failedMs.most, rate),
      },
    },
    comparisons: (comparisons.get(zone) ?? []).map(
      ({ peer, prediction, errorWindowRatio, failedRequestsRatio }) => ({
        peer,
        figures: prediction.figures,
        errorWindowRatio,
        failedRequestsRatio,
      }),
    ),
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
