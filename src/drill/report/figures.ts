import type { Failure, Sample } from "../probe/sample";
import { overlapMs } from "../suspensions";
import { type Detection, detections } from "./detection";
import type { DrillRecord } from "./record";
import { type Recovery, recoveryOf } from "./recovery";

/** What clients saw in a stretch of time. */
export interface ClientView {
  readonly requests: number;
  readonly failed: number;
  readonly failedByClass: ReadonlyMap<Failure, number>;
  /** From the first failed request to the last, and one probe interval; 0 where none failed. */
  readonly errorWindowMs: number;
  /** Of the first and the last failed request, since the fault. */
  readonly errorsFromMs: number | undefined;
  readonly errorsToMs: number | undefined;
  /** When the last failed request was due and one probe interval, since the fault; 0 as above. */
  readonly errorsEndMs: number;
  /** The longest time in which no request at all was answered, as far as it was measured. */
  readonly longestGapMs: number;
  /** Of the answered requests, from when each was due. */
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}

export interface Figures {
  readonly before: ClientView;
  /** From the fault until it was ended. */
  readonly during: ClientView;
  /** From the end of the fault until both zones served. */
  readonly after: ClientView;
  readonly detections: readonly Detection[];
  readonly recovery: Recovery;
}

export function figuresOf(record: DrillRecord): Figures {
  const { faultAtMs, restoredAtMs, endedAtMs, suspensions } = record;
  // A request that was under way when the zone went is lost with it.
  const span = (from: number, to: number) =>
    record.samples.filter((sample) => endOf(sample) >= from && endOf(sample) < to);
  const view = (from: number, to: number) =>
    clientView(span(from, to), {
      from,
      to,
      faultAtMs,
      intervalMs: record.probeIntervalMs,
      suspensions,
    });
  return {
    before: view(Number.NEGATIVE_INFINITY, faultAtMs),
    during: view(faultAtMs, restoredAtMs),
    // What is still under way at the end is waited for.
    after: view(restoredAtMs, Math.max(endedAtMs, ...record.samples.map(endOf)) + 1),
    detections: detections(record),
    recovery: recoveryOf(record),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly faultAtMs: number;
  readonly intervalMs: number;
  readonly suspensions: DrillRecord["suspensions"];
}

function clientView(samples: readonly Sample[], span: Span): ClientView {
  const failed = samples.filter(({ failure }) => failure !== undefined);
  const due = failed.map(({ dueMs }) => dueMs).sort((a, b) => a - b);
  const [first, last] = [due[0], due.at(-1)];
  const answered = samples.filter(({ failure }) => failure === undefined);
  const latencies = answered.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  return {
    requests: samples.length,
    failed: failed.length,
    failedByClass: countsOf(failed.map(({ failure }) => failure as Failure)),
    errorWindowMs:
      first === undefined || last === undefined
        ? 0
        : measuredMs(span, first, last) + span.intervalMs,
    errorsFromMs: first === undefined ? undefined : Math.max(0, first - span.faultAtMs),
    errorsToMs: last === undefined ? undefined : Math.max(0, last - span.faultAtMs),
    errorsEndMs: last === undefined ? 0 : Math.max(0, last - span.faultAtMs + span.intervalMs),
    longestGapMs: longestGap(answered, span),
    latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
  };
}

function endOf({ dueMs, latencyMs }: Sample): number {
  return dueMs + latencyMs;
}

/** How long it was measured between two moments. */
function measuredMs({ suspensions }: Pick<Span, "suspensions">, from: number, to: number): number {
  return suspensions.reduce((ms, each) => ms - overlapMs(each, from, to), to - from);
}

function longestGap(answered: readonly Sample[], span: Span): number {
  const { from, to } = span;
  const ends = answered.map(endOf).sort((a, b) => a - b);
  const bounded = [from, ...ends, to].filter(Number.isFinite);
  return Math.max(
    0,
    ...bounded.slice(1).map((end, index) => measuredMs(span, bounded[index] as number, end)),
  );
}

function countsOf<T>(items: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) {
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return counts;
}

/** Of numbers in their order: the least that so large a share of them does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
