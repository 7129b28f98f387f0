import type { Comparison } from "../../simulation/compare";
import { isPrediction, type NoPrediction, type Prediction } from "../../simulation/predict";

/** By zone; empty where nothing was compared. */
export type Comparisons = ReadonlyMap<string, readonly Comparison[]>;

/** What was found out about one deployment. */
export interface Answer {
  readonly name: string;
  readonly answer: Prediction | NoPrediction;
  readonly comparisons: Comparisons;
}

export interface Predicted extends Answer {
  readonly answer: Prediction;
}

export function isPredicted(answer: Answer): answer is Predicted {
  return isPrediction(answer.answer);
}
