import { failedRequestsIn } from "../../simulation/closed-form/bounds";
import type { Range } from "../../simulation/closed-form/range";
import {
  DEFAULT_OPTIONS,
  isPrediction,
  type NoPrediction,
  type Prediction,
  type PredictionOptions,
  predict,
} from "../../simulation/predict";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import type { Topology } from "../../topology/model";
import type { Fault } from "../fault/plan-fault";
import { LOOK_PERIOD_MS } from "../watch";
import type { Figures } from "./figures";
import type { DrillRecord } from "./record";

/** A measured figure beside the range in which the simulation has it. */
export interface Comparison {
  readonly title: string;
  readonly unit: "ms" | "requests" | "share";
  /** Undefined where it was not seen before the drill ended. */
  readonly measured: number | undefined;
  /** Infinite at its upper end where nothing bounds it, which JSON has as null. */
  readonly predicted: Range;
  /** As finely as it was measured. */
  readonly within: boolean;
}

/** What the simulation says of the very deployment that is drilled. */
export function predictionFor(
  topology: Topology,
  { fault, zone, probeIntervalMs }: Pick<DrillRecord, "fault" | "zone" | "probeIntervalMs">,
): Prediction | NoPrediction {
  return predict(topology, {
    ...DEFAULT_OPTIONS,
    ...SIMULATED[fault],
    zone,
    rate: 1_000 / probeIntervalMs,
  });
}

type Simulated = Pick<PredictionOptions, "fault" | "nodeLost" | "launches">;

/** A drill as the simulation knows it: what is cut off takes the load balancer's node along. */
const SIMULATED: Readonly<Record<Fault, Simulated>> = {
  instance: { fault: "instance", nodeLost: false, launches: true },
  stop: { fault: "stop", nodeLost: false, launches: false },
  blackhole: { fault: "blackhole", nodeLost: true, launches: true },
  experiment: { fault: "stop", nodeLost: false, launches: true },
};

export function compare(
  figures: Figures,
  prediction: Prediction | NoPrediction,
  { probeIntervalMs }: Pick<DrillRecord, "probeIntervalMs">,
): readonly Comparison[] {
  const [predicted] = isPrediction(prediction) ? prediction.zones : [];
  return predicted ? comparisons(figures, predicted, probeIntervalMs) : [];
}

function comparisons(
  { during, recovery }: Figures,
  { bounds }: ZonePrediction,
  intervalMs: number,
): readonly Comparison[] {
  const rate = 1_000 / intervalMs;
  return [
    comparison("errors until", "ms", during.errorsEndMs, bounds.errorWindowMs, intervalMs),
    comparison("failed requests", "requests", during.failed, failedRequestsIn(bounds, rate), 1),
    comparison("capacity at its lowest", "share", recovery.lowestCapacity, {
      least: bounds.capacityLeft,
      most: 1,
    }),
    comparison(
      "desired count serves again",
      "ms",
      recovery.desiredAgainMs,
      bounds.desiredAgainMs,
      LOOK_PERIOD_MS,
    ),
  ];
}

/** @param fineness how far from the truth the measured value may be */
function comparison(
  title: string,
  unit: Comparison["unit"],
  measured: number | undefined,
  predicted: Range,
  fineness = 1e-9,
): Comparison {
  const { least, most } = predicted;
  return {
    title,
    unit,
    measured,
    predicted,
    within:
      measured === undefined
        ? most === Number.POSITIVE_INFINITY
        : measured >= least - fineness && measured <= most + fineness,
  };
}
