import type { Public, Redactor } from "../../redaction/redactor";
import type { Distribution } from "../../simulation/figures";
import { DEFAULT_OPTIONS, isPrediction, predict } from "../../simulation/predict";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import type { Topology } from "../../topology/model";

/** The fewest of which 99 in 100 can be told: a review must be quick. */
const OPTIONS = { ...DEFAULT_OPTIONS, runs: 100 };

/** What clients would see when a zone's instances stop, by the documented behaviour of AWS. */
export interface Forecast {
  /** Requests a second. */
  readonly rate: number;
  readonly runs: number;
  readonly zones: readonly ZoneForecast[];
  /** Why there is none of what will be; empty where there is. */
  readonly untold: readonly Public[];
}

export interface ZoneForecast {
  readonly zone: Public;
  /** Undefined where nothing can be said of before, or the zone is new. */
  readonly before?: ZoneFigures;
  readonly after: ZoneFigures;
}

/** Of 100 runs, 50 are no worse than `p50`, and 99 than `p99`; null: not within the hour. */
export interface ZoneFigures {
  readonly errorSeconds: Quantiles;
  readonly failedRequests: Quantiles;
  readonly desiredAgainSeconds: Quantiles;
  /** Why the service does not survive; empty where it does. */
  readonly shortcomings: readonly Public[];
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/**
 * The same topologies have the same forecast.
 *
 * @param before the first that can be told of counts
 */
export function forecastOf(
  before: readonly Topology[],
  after: Topology,
  redactor: Redactor,
): Forecast {
  const answer = predict(after, OPTIONS);
  const earlier = firstFigures(before, redactor);
  return {
    rate: OPTIONS.rate,
    runs: OPTIONS.runs,
    zones: [...figuresByZone(answer, redactor)].map(([zone, figures]) => ({
      zone: redactor.publish(zone),
      before: earlier.get(zone),
      after: figures,
    })),
    untold: isPrediction(answer) ? [] : answer.reasons.map((reason) => redactor.publish(reason)),
  };
}

type FiguresByZone = ReadonlyMap<string, ZoneFigures>;

function firstFigures(topologies: readonly Topology[], redactor: Redactor): FiguresByZone {
  for (const topology of topologies) {
    const figures = figuresByZone(predict(topology, OPTIONS), redactor);
    if (figures.size > 0) {
      return figures;
    }
  }
  return new Map();
}

function figuresByZone(answer: ReturnType<typeof predict>, redactor: Redactor): FiguresByZone {
  const zones = isPrediction(answer) ? answer.zones : [];
  return new Map(zones.map((zone) => [zone.zone, figuresOf(zone, redactor)]));
}

function figuresOf({ figures, shortcomings }: ZonePrediction, redactor: Redactor): ZoneFigures {
  return {
    errorSeconds: quantiles(figures.errorWindowMs, 1_000),
    failedRequests: quantiles(figures.failedRequests, 1),
    desiredAgainSeconds: quantiles(figures.desiredAgainMs, 1_000),
    shortcomings: shortcomings.map((text) => redactor.publish(text)),
  };
}

function quantiles({ p50, p99 }: Distribution, unit: number): Quantiles {
  const inUnit = (value: number) => (Number.isFinite(value) ? Math.round(value / unit) : null);
  return { p50: inUnit(p50), p99: inUnit(p99) };
}
