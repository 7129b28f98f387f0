import type { Failure, Sample } from "../../../src/drill/probe/sample";
import type { DrillRecord } from "../../../src/drill/report/record";
import { A, steady } from "./observations";

export const INTERVAL_MS = 50;

/** Ten seconds before the fault, a minute of fault, and half a minute after. */
export function record(changes: Partial<DrillRecord> = {}): DrillRecord {
  return {
    fault: "stop",
    zone: A,
    lostInstanceIds: ["i-1"],
    samples: requests(0, 100_000),
    observations: [steady(), { ...steady(), atMs: 99_000 }],
    faultAtMs: 10_000,
    isLossSeen: true,
    restoredAtMs: 70_000,
    endedAtMs: 100_000,
    probeIntervalMs: INTERVAL_MS,
    suspensions: [],
    ...changes,
  };
}

export function requests(fromMs: number, toMs: number, failure?: Failure, latencyMs = 5): Sample[] {
  return Array.from({ length: (toMs - fromMs) / INTERVAL_MS }, (_, index) => ({
    lane: "new",
    dueMs: fromMs + index * INTERVAL_MS,
    latencyMs,
    status: failure ? undefined : 200,
    failure,
  }));
}
