import { hostOf, type Observation, type TargetState } from "../state/observation";
import type { DrillRecord } from "./record";

/** How a lost target left the load balancer's round. */
export interface Detection {
  readonly target: string;
  readonly zone: string;
  /** Since the fault, as it was seen; undefined where the target went on being healthy. */
  readonly afterMs: number | undefined;
  /** What it then was: `unhealthy`, `unused`, `draining`, or `deregistered`. */
  readonly became: string | undefined;
}

/** Of each target that the fault took away. */
export function detections(record: DrillRecord): readonly Detection[] {
  const before = lastBefore(record.observations, record.faultAtMs);
  const lost = (before?.targets ?? []).filter(
    (target) => before && target.state === "healthy" && isLost(before, target, record),
  );
  const later = record.observations.filter(({ atMs }) => atMs >= record.faultAtMs);
  return lost.map((target) => {
    const seen = later.find((observation) => stateOf(observation, target) !== "healthy");
    return {
      target: target.id,
      zone: target.zone,
      afterMs: seen && seen.atMs - record.faultAtMs,
      became: seen && stateOf(seen, target),
    };
  });
}

export function lastBefore(
  observations: readonly Observation[],
  atMs: number,
): Observation | undefined {
  return observations.filter((observation) => observation.atMs < atMs).at(-1) ?? observations[0];
}

/** Whether its instance, or its whole zone, was taken away. */
export function isLost(
  before: Observation,
  target: TargetState,
  { fault, zone, lostInstanceIds }: DrillRecord,
): boolean {
  return fault === "instance"
    ? lostInstanceIds.includes(hostOf(before, target) ?? "")
    : target.zone === zone;
}

function stateOf(observation: Observation, target: TargetState): string {
  return (
    observation.targets.find(
      ({ targetGroupArn, id }) => targetGroupArn === target.targetGroupArn && id === target.id,
    )?.state ?? "deregistered"
  );
}
