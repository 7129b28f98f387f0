import { EXIT, type ExitCode } from "../../exit-codes";
import { isPrediction, type NoPrediction, type Prediction } from "../../simulation/predict";
import type { DrillResult } from "../drill";
import { remarksOf } from "../fault/inject";
import type { Preflight } from "../preflight/preflight";
import type { Failure } from "../probe/sample";
import type { Happening } from "../timeline";
import { type Comparison, compare } from "./comparison";
import { type ClientView, type Figures, figuresOf } from "./figures";
import type { DrillRecord } from "./record";
import { type Judgement, judge, seconds, type Thresholds } from "./verdict";

/** Everything that a drill found, as plain data; times in milliseconds, since the fault. */
export interface DrillReport {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly url: string;
  readonly fault: string;
  readonly zone: string;
  readonly instances: readonly string[];
  readonly startedAt: string;
  /** How much faster than the wall clock the world ran; 1 on AWS. */
  readonly speed: number;
  readonly verdict: "holds" | "does not hold" | "could not tell";
  /** Why it could not be told. */
  readonly doubts: readonly string[];
  readonly judgements: readonly Judgement[];
  readonly clients: {
    readonly before: ClientReport;
    readonly during: ClientReport;
    readonly after: ClientReport;
  };
  readonly detections: Figures["detections"];
  readonly recovery: Omit<Figures["recovery"], "newTasks"> & {
    readonly newTasks: Readonly<Record<string, number>>;
  };
  /** Beside the simulation of the same deployment; empty where there is none. */
  readonly comparisons: readonly Comparison[];
  /** Why there is none. */
  readonly notPredicted: readonly string[];
  /** How long the fault lasted, and until both zones served or were given up. */
  readonly faultLastedMs: number;
  readonly watchedMs: number;
  /** For how long of that nothing was measured, because this program did not run. */
  readonly suspendedMs: number;
  readonly notRestored: readonly string[];
  readonly leftAsFound: readonly string[];
  readonly happenings: readonly Happening[];
}

type ClientReport = Omit<ClientView, "failedByClass"> & {
  readonly failedByClass: Readonly<Partial<Record<Failure, number>>>;
};

export interface ReportContext {
  readonly environment: string;
  readonly region: string;
  readonly startedAt: string;
  readonly speed: number;
  readonly thresholds: Thresholds;
  /** The file that tells how to undo what is not restored. */
  readonly journal: string;
}

/** A look is missing where AWS did not answer for so long; what happened then is not known. */
const BLIND_LIMIT_MS = 15_000;

export function reportOf(
  before: Preflight,
  result: DrillResult,
  prediction: Prediction | NoPrediction,
  { environment, region, startedAt, speed, thresholds, journal }: ReportContext,
): DrillReport {
  const { record, restoration } = result;
  const figures = figuresOf(record);
  const judgements = judge(figures, thresholds);
  const doubts = doubtsOf(result, figures);
  return {
    environment,
    account: before.accountId,
    region,
    url: before.url.href,
    fault: record.fault,
    zone: record.zone,
    instances: record.lostInstanceIds,
    startedAt,
    speed,
    verdict: verdictOf(judgements, doubts),
    doubts,
    judgements,
    clients: {
      before: clientReport(figures.before),
      during: clientReport(figures.during),
      after: clientReport(figures.after),
    },
    detections: figures.detections,
    recovery: {
      ...figures.recovery,
      newTasks: Object.fromEntries(figures.recovery.newTasks),
    },
    ...comparisonOf(result, figures, prediction),
    faultLastedMs: record.restoredAtMs - record.faultAtMs,
    watchedMs: record.endedAtMs - record.faultAtMs,
    suspendedMs: suspendedMs(record),
    notRestored:
      restoration.failed.length === 0
        ? []
        : [...restoration.failed, `undo it with \`npx ha drill --restore ${journal}\``],
    leftAsFound: [...remarksOf({ ...restoration, failed: [] }), ...result.notReleased],
    happenings: result.happenings.map((happening) => ({
      ...happening,
      atMs: happening.atMs - record.faultAtMs,
    })),
  };
}

/** A drill that was cut short has not seen what would be compared. */
function comparisonOf(
  { record, failure, interrupted }: DrillResult,
  figures: Figures,
  prediction: Prediction | NoPrediction,
): Pick<DrillReport, "comparisons" | "notPredicted"> {
  if (suspendedMs(record) > 0) {
    return { comparisons: [], notPredicted: ["the measurement was suspended"] };
  }
  if (failure !== undefined || interrupted) {
    return { comparisons: [], notPredicted: ["the drill did not run its course"] };
  }
  return {
    comparisons: compare(figures, prediction, record),
    notPredicted: isPrediction(prediction) ? [] : prediction.reasons,
  };
}

/** Something that is not restored is a failure of the drill, whatever it has measured. */
export function exitCodeOf({ verdict, notRestored }: DrillReport): ExitCode {
  if (verdict === "could not tell" || notRestored.length > 0) {
    return EXIT.couldNotTell;
  }
  return verdict === "holds" ? EXIT.holds : EXIT.doesNotHold;
}

/** What was before the fault was measured anew. */
function suspendedMs({ suspensions, faultAtMs }: DrillRecord): number {
  return suspensions
    .filter(({ toMs }) => toMs > faultAtMs)
    .reduce((sum, { lastedMs }) => sum + lastedMs, 0);
}

function doubtsOf(result: DrillResult, { during }: Figures): readonly string[] {
  return [
    ...(result.failure === undefined ? [] : [result.failure]),
    ...(result.interrupted ? ["the drill was interrupted"] : []),
    ...(suspendedMs(result.record) > 0
      ? [
          `the measurement was suspended for ${seconds(suspendedMs(result.record))}, while this program was stopped or its machine slept: what clients saw then is not known`,
        ]
      : []),
    ...(result.longestBlindMs > BLIND_LIMIT_MS
      ? [`for ${Math.round(result.longestBlindMs / 1_000)} s AWS could not be looked at`]
      : []),
    ...(result.failure === undefined && !result.interrupted && !result.record.isLossSeen
      ? ["none of what was to be taken away was seen to go: look at it in AWS"]
      : []),
    ...(during.requests === 0 ? ["no request was sent while the zone was lost"] : []),
  ];
}

function verdictOf(
  judgements: readonly Judgement[],
  doubts: readonly string[],
): DrillReport["verdict"] {
  if (doubts.length > 0) {
    return "could not tell";
  }
  return judgements.every(({ holds }) => holds) ? "holds" : "does not hold";
}

function clientReport({ failedByClass, ...view }: ClientView): ClientReport {
  return { ...view, failedByClass: Object.fromEntries(failedByClass) };
}
