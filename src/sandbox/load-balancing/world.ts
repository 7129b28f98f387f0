import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import type { ZoneFaults } from "../zone-faults";
import type { Probe } from "./probe";

/** What all load balancers of a sandbox share. */
export interface World {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly faults: ZoneFaults;
  readonly shifts: ShiftedZones;
  readonly probe: Probe;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Which zones traffic is shifted away from. */
export interface ShiftedZones {
  isShiftedAway(resourceArn: string, zone: string): boolean;
}
