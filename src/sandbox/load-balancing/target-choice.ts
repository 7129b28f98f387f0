import { fewest } from "../../simulation/choice";
import { type RoutableTarget, roundRobin, selectTargets } from "../../simulation/target-selection";
import type { TargetGroupSettings } from "./target-group-settings";

/** A target as a node chooses among them. */
export interface Candidate {
  readonly routable: RoutableTarget;
  readonly outstanding: number;
  readonly healthySinceMs: number | undefined;
  /** A zonal shift keeps requests from it. */
  readonly shiftedAway: boolean;
}

export interface Choice<C> {
  /** Undefined: the node answers 503. */
  readonly target: C | undefined;
  /** For the next choice of the node in this target group. */
  readonly cursor: number;
}

export interface ChoiceState {
  readonly cursor: number;
  readonly nowMs: number;
  /** From 0 to 1, by which weights are drawn. */
  readonly share: number;
  /** The id of the target that the client was given before. */
  readonly stuckTo?: string;
}

/**
 * The target of one request. A zonal shift has no effect while the node fails open.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#modify-routing-algorithm
 * @see https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.resource-types.html
 */
export function chooseTarget<C extends Candidate>(
  candidates: readonly C[],
  nodeZone: string,
  settings: TargetGroupSettings,
  { cursor, nowMs, share, stuckTo }: ChoiceState,
): Choice<C> {
  const open = routableAmong(candidates, nodeZone, settings);
  const before = open.find(({ routable }) => routable.id === stuckTo);
  if (before) {
    return { target: before, cursor };
  }
  const weights = open.map((each) => slowStartWeight(each, settings.slowStartMs, nowMs));
  // Slow start is relative to others that are past it; where there is none it does not apply.
  const warming = weights.includes(1) && weights.some((weight) => weight < 1);
  if (warming || settings.algorithm === "weighted_random") {
    return { target: byWeight(open, warming ? weights : open.map(() => 1), share), cursor };
  }
  const equals =
    settings.algorithm === "least_outstanding_requests"
      ? fewest(open, ({ outstanding }) => outstanding)
      : open;
  return roundRobin(equals, cursor) ?? { target: undefined, cursor: 0 };
}

/** One of several by weight; none where all weigh nothing. */
export function byWeight<T>(
  items: readonly T[],
  weights: readonly number[],
  share: number,
): T | undefined {
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  return items.find((_, index) => {
    const weight = weights[index] as number;
    left -= weight;
    return weight > 0 && left < 0;
  });
}

function routableAmong<C extends Candidate>(
  candidates: readonly C[],
  nodeZone: string,
  { crossZone, routingMinimum: minimumHealthyTargets }: TargetGroupSettings,
): readonly C[] {
  const select = (among: readonly C[]) => {
    const { targets, failedOpen } = selectTargets(
      among.map((candidate) => ({ ...candidate.routable, candidate })),
      nodeZone,
      { crossZone, minimumHealthyTargets },
    );
    return { failedOpen, chosen: targets.map(({ candidate }) => candidate) };
  };
  const staying = select(candidates.filter(({ shiftedAway }) => !shiftedAway));
  const failsOpen = staying.failedOpen || staying.chosen.length === 0;
  return failsOpen ? select(candidates).chosen : staying.chosen;
}

/** From 0 to 1: a target that has become healthy gets its share bit by bit. */
function slowStartWeight(
  { healthySinceMs }: Candidate,
  slowStartMs: number,
  nowMs: number,
): number {
  const sinceMs = nowMs - (healthySinceMs ?? nowMs);
  return slowStartMs === 0 || healthySinceMs === undefined || sinceMs >= slowStartMs
    ? 1
    : sinceMs / slowStartMs;
}
