import type { ContainerInstance } from "./container-instance";

/** Which instances the placement constraints of a service leave to it. */
export interface PlacementLimits {
  /** Undefined: any. */
  readonly zones: readonly string[] | undefined;
  /** At most one task of the service on an instance. */
  readonly distinctInstances: boolean;
}

const IN_ZONES = /^\s*attribute:ecs\.availability-zone\s+(?:in\s*\[([^\]]*)\]|==\s*(\S+))\s*$/;

/**
 * Reads `distinctInstance`, and expressions that name the zone, which are what matters to a lost
 * zone.
 *
 * @param constraints types or, of `memberOf`, expressions
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
 */
export function placementLimits(constraints: readonly string[]): {
  readonly limits: PlacementLimits;
  /** What was not read. */
  readonly unread: readonly string[];
} {
  const expressions = constraints.filter((constraint) => constraint !== "distinctInstance");
  const matches = expressions.map((expression) => IN_ZONES.exec(expression));
  const lists = matches.flatMap((match) =>
    match ? [(match[1] ?? match[2] ?? "").split(",").map((name) => name.trim())] : [],
  );
  const [first, ...others] = lists;
  return {
    limits: {
      zones: first?.filter((zone) => others.every((list) => list.includes(zone))),
      distinctInstances: expressions.length < constraints.length,
    },
    unread: expressions.filter((_, index) => !matches[index]),
  };
}

export function allows(
  { zones, distinctInstances }: PlacementLimits,
  { zone, serviceTasks }: Pick<ContainerInstance, "zone" | "serviceTasks">,
): boolean {
  return (zones?.includes(zone) ?? true) && (!distinctInstances || serviceTasks === 0);
}
