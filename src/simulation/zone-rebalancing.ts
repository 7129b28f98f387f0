import { countBy, fewest } from "./choice";
import type { PlacementStrategy } from "./placement";
import { isSteady } from "./service-scheduler";
import { maximumTasks, type ServiceState } from "./service-tasks";

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
export interface RebalancingSettings {
  readonly availabilityZoneRebalancing: "ENABLED" | "DISABLED";
  readonly placementStrategies: readonly PlacementStrategy[];
  readonly maximumPercent: number;
  /** A placement constraint names ecs.availability-zone. */
  readonly constrainedToZones: boolean;
}

/** Why the tasks of a service are never moved between zones. */
export type NoRebalancing =
  | "disabled"
  | "first placement strategy is not the zone"
  | "maximumPercent is not above 100"
  | "a placement constraint names the zone";

/**
 * What keeps a service from being rebalanced, however uneven it is; empty where nothing does. A
 * service without placement strategies is spread over zones and can be.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
export function rebalancingObstacles(settings: RebalancingSettings): readonly NoRebalancing[] {
  const [first] = settings.placementStrategies;
  const byZone = first?.type === "spread" && first.field === "attribute:ecs.availability-zone";
  const applies: Record<NoRebalancing, boolean> = {
    disabled: settings.availabilityZoneRebalancing !== "ENABLED",
    "first placement strategy is not the zone": first !== undefined && !byZone,
    "maximumPercent is not above 100": settings.maximumPercent <= 100,
    "a placement constraint names the zone": settings.constrainedToZones,
  };
  return (Object.keys(applies) as NoRebalancing[]).filter((obstacle) => applies[obstacle]);
}

/**
 * The zone to start one more task in, marked `startedForRebalancing`, or `undefined` where nothing
 * is to be moved. It starts before it stops, one task at a time: once the task is healthy, the
 * service scheduler stops a surplus one, which it takes from the zone with the most tasks. No
 * instance is launched: where the zone cannot take the task, the service stays as it is.
 *
 * @param zones zones with container instances of the service
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
export function zoneToRebalanceTo(
  settings: RebalancingSettings,
  service: ServiceState,
  zones: readonly string[],
): string | undefined {
  const canMove =
    rebalancingObstacles(settings).length === 0 &&
    isSteady(service) &&
    maximumTasks(service) > service.desiredCount;
  return canMove ? emptierZone(service, zones) : undefined;
}

function emptierZone({ tasks }: ServiceState, zones: readonly string[]): string | undefined {
  // Of a steady service, these are the healthy tasks of the PRIMARY deployment.
  const counts = countBy(
    tasks.filter(
      ({ desiredStatus, lastStatus }) => desiredStatus === "RUNNING" && lastStatus === "RUNNING",
    ),
    ({ zone }) => zone,
  );
  const tasksIn = (zone: string) => counts.get(zone) ?? 0;
  const [emptiest] = fewest(zones, tasksIn).toSorted();
  const most = Math.max(0, ...counts.values());
  return emptiest !== undefined && most - tasksIn(emptiest) > 1 ? emptiest : undefined;
}
