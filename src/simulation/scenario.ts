/**
 * `stop`: every instance of the zone stops, and refuses connections at once. `blackhole`: the zone
 * vanishes without a word, connections time out, and it does not come back. `instance`: one instance
 * of the zone that runs a task stops.
 */
export type FaultKind = "stop" | "blackhole" | "instance";

export const FAULT_KINDS: readonly FaultKind[] = ["stop", "blackhole", "instance"];

/** What happens at time 0, and what may be done about it. */
export interface Scenario {
  readonly fault: FaultKind;
  readonly zone: string;
  /** The load balancer's node of the zone is lost too. */
  readonly nodeLost: boolean;
  /** Instances can be launched, outside a vanished zone. */
  readonly launches: boolean;
  /** Someone starts a zonal shift away from the zone. */
  readonly zonalShift: boolean;
  /** How long is looked at. */
  readonly horizonMs: number;
}
