import { type RoutableTarget, selectTargets } from "../target-selection";
import { at, type Node, type Target, type View, type World } from "./world";

/** A target as the node sees it that is about to send a request. */
export interface SeenTarget extends RoutableTarget {
  readonly target: Target;
}

/** The targets of a group as one node sees them. */
export function targetsSeenBy(world: World, node: Node, group: number): SeenTarget[] {
  return [...world.targets]
    .filter((target) => target.group === group)
    .map((target) => ({
      id: target.id,
      zone: target.zone,
      state: stateSeenBy(world, node, target),
      target,
    }));
}

/**
 * With cross-zone load balancing a zonal shift blocks the traffic to the targets of its zone;
 * without, it is enough that clients leave the zone's node.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html
 */
function stateSeenBy(world: World, node: Node, target: Target): RoutableTarget["state"] {
  const { routing } = at(world.deployment.targetGroups, target.group);
  if (routing.crossZone && target.zone === world.shiftedZone) {
    return "unused";
  }
  const { health } = target.views.find((view) => view.node === node) as View;
  return target.draining ? "draining" : health.state;
}

/** The share of the requests for a target group that fails when this node gets them. */
export function failingShare(world: World, node: Node, group: number): number {
  if (!node.alive) {
    return 1;
  }
  const { routing } = at(world.deployment.targetGroups, group);
  const { targets } = selectTargets(targetsSeenBy(world, node, group), node.zone, routing);
  const failing = targets.filter(({ target }) => target.failure !== undefined).length;
  return targets.length === 0 ? 1 : failing / targets.length;
}
