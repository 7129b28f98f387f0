import { STATEMENT } from "../../simulation/assumptions";
import { isPrediction, type NoPrediction, type Prediction } from "../../simulation/predict";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import { wrap } from "../wrap";
import { count, duration } from "./quantities";

const WIDTH = 80;

/** A line or two a zone, for those who asked for something else. */
export function predictionSummary(answer: Prediction | NoPrediction): string {
  const lines = isPrediction(answer)
    ? [
        `every instance in a zone stops, at ${count(answer.options.rate)} requests a second:`,
        ...answer.zones.map(zoneLine),
        STATEMENT,
      ]
    : ["not told yet, too much is unknown before the plan:", ...answer.reasons];
  return lines.map((line) => wrap(line, WIDTH, 2, 2)).join("\n");
}

function zoneLine({ zone, figures, bounds, shortcomings }: ZonePrediction): string {
  const { errorWindowMs, failedRequests, desiredAgainMs } = figures;
  return [
    `${zone}: errors for ${duration(errorWindowMs.p50)} (at most ${duration(bounds.errorWindowMs.most)})`,
    `${count(failedRequests.p50)} failed`,
    `all tasks again after ${duration(desiredAgainMs.p50)}`,
    ...shortcomings.map((shortcoming) => `does not survive: ${shortcoming}`),
  ].join(", ");
}
