import { failedRequestsIn } from "../../simulation/closed-form/bounds";
import type { Range } from "../../simulation/closed-form/range";
import type { Distribution } from "../../simulation/figures";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import { between, count, duration, percent } from "./quantities";

export const FIGURE_HEAD = ["", "half", "99 %", "worst", "bounds"] as const;

/** The figures of one zone as text, one row each, in the order of {@link FIGURE_HEAD}. */
export function figureRows(
  { figures, bounds }: ZonePrediction,
  rate: number,
): readonly (readonly string[])[] {
  const requests = failedRequestsIn(bounds, rate);
  return [
    row("clients see errors for", figures.errorWindowMs, duration, bounds.errorWindowMs),
    row(`failed of ${count(rate)} requests/s`, figures.failedRequests, count, requests),
    row("least tasks that serve", figures.lowestCapacity, percent, {
      least: bounds.capacityLeft,
      most: bounds.capacityLeft,
    }),
    row("all tasks serve after", figures.desiredAgainMs, duration, bounds.desiredAgainMs),
    row("as many zones after", figures.zonesAgainMs, duration),
  ];
}

function row(
  name: string,
  { p50, p99, worst }: Distribution,
  tell: (value: number) => string,
  bounds?: Range,
): readonly string[] {
  return [name, tell(p50), tell(p99), tell(worst), bounds ? between(bounds, tell) : ""];
}
