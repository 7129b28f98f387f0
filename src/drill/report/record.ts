import type { Fault } from "../fault/plan-fault";
import type { Sample } from "../probe/sample";
import type { Observation } from "../state/observation";
import type { Suspension } from "../suspensions";

/** What a drill has seen, from which everything else is computed. */
export interface DrillRecord {
  readonly fault: Fault;
  readonly zone: string;
  readonly lostInstanceIds: readonly string[];
  readonly samples: readonly Sample[];
  /** In their order; the first is from before the fault. */
  readonly observations: readonly Observation[];
  /** Milliseconds since the drill began. */
  readonly faultAtMs: number;
  /** Whether what was asked for was seen to happen. */
  readonly isLossSeen: boolean;
  readonly restoredAtMs: number;
  readonly endedAtMs: number;
  readonly probeIntervalMs: number;
  /** When nothing was measured, because this program did not run; what it spoils is left out. */
  readonly suspensions: readonly Suspension[];
}
