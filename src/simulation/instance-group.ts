import { clamp, countBy, fewest, type Identified, removalsLeavingBestSpread } from "./choice";
import { type MaintenancePolicy, maintenanceBounds } from "./maintenance-policy";

/**
 * An instance of an Auto Scaling group.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
export interface GroupInstance extends Identified {
  readonly zone: string;
  /** `Pending` and `Terminating` stand for their `:Wait` and `:Proceed` too. */
  readonly lifecycleState: "Pending" | "InService" | "Terminating";
  /** `gone`: stopped or terminated by someone else. `unhealthy`: failing its status checks. */
  readonly condition: "healthy" | "unhealthy" | "gone";
  readonly protectedFromScaleIn: boolean;
}

/**
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html
 */
export interface GroupSettings {
  readonly desiredCapacity: number;
  readonly minSize: number;
  readonly maxSize: number;
  readonly zones: readonly string[];
  readonly capacityDistributionStrategy: "balanced-best-effort" | "balanced-only";
  /** Zones in which the last launch failed; only balanced-best-effort turns to another. */
  readonly zonesFailingToLaunch: readonly string[];
  /** Zones under a zonal shift; nothing is launched there. */
  readonly zonesShiftedAway: readonly string[];
  /** @default terminate and launch, at most 10 % at a time */
  readonly maintenancePolicy?: MaintenancePolicy;
  readonly suspendedProcesses?: readonly ("Launch" | "ReplaceUnhealthy" | "AZRebalance")[];
}

export interface GroupPass {
  /** The zone of each instance to launch. */
  readonly launch: readonly string[];
  readonly terminate: readonly {
    readonly instanceId: string;
    readonly reason: TerminationReason;
  }[];
}

/** `scale-in`: more than desired, after a lower desired capacity or a launch to rebalance zones. */
export type TerminationReason = "gone" | "unhealthy" | "scale-in";

/**
 * One pass of an Auto Scaling group: replace what is gone at once, replace unhealthy instances as
 * the maintenance policy says, reach the desired capacity within its bounds, and even out the zones
 * by launching before terminating. Apply the pass and call it again.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-maintenance-policy.html
 */
export function reconcileGroup(
  settings: GroupSettings,
  instances: readonly GroupInstance[],
): GroupPass {
  const group = survey(settings, instances);
  const unhealthy = unhealthyToTerminate(group);
  const surplus = surplusOf(group);
  const wanted = toLaunch(group, unhealthy.length);
  const moved =
    wanted + unhealthy.length + surplus.length === 0 && shouldRebalance(settings, group);
  const launches = settings.suspendedProcesses?.includes("Launch") ? 0 : wanted + Number(moved);
  const reason = (why: TerminationReason) => (instance: GroupInstance) => ({
    instanceId: instance.id,
    reason: why,
  });
  return {
    launch: spreadOverZones(launchZones(settings), [...group.ready, ...group.pending], launches),
    terminate: [
      ...group.gone.map(reason("gone")),
      ...unhealthy.map(reason("unhealthy")),
      ...surplus.map(reason("scale-in")),
    ],
  };
}

/** The instances that are not on their way out, by how they stand. */
interface Group {
  readonly desired: number;
  /** How many may stand at the same time while unhealthy ones are replaced. */
  readonly most: number;
  /** How many must stay in service while unhealthy ones are replaced. */
  readonly least: number;
  readonly ready: readonly GroupInstance[];
  readonly pending: readonly GroupInstance[];
  readonly unhealthy: readonly GroupInstance[];
  readonly gone: readonly GroupInstance[];
}

function survey(settings: GroupSettings, instances: readonly GroupInstance[]): Group {
  const desired = clamp(settings.desiredCapacity, settings.minSize, settings.maxSize);
  // Without the process that replaces them, the group does not look at their condition.
  const replaces = !settings.suspendedProcesses?.includes("ReplaceUnhealthy");
  const is = (condition: GroupInstance["condition"]) => (instance: GroupInstance) =>
    (replaces ? instance.condition : "healthy") === condition;
  const staying = instances.filter(({ lifecycleState }) => lifecycleState !== "Terminating");
  const gone = staying.filter(is("gone"));
  const standing = staying.filter((instance) => !gone.includes(instance));
  const inService = standing.filter(({ lifecycleState }) => lifecycleState === "InService");
  return {
    desired,
    ...maintenanceBounds(desired, settings.maintenancePolicy),
    ready: inService.filter(is("healthy")),
    pending: standing.filter(({ lifecycleState }) => lifecycleState === "Pending"),
    unhealthy: inService.filter(is("unhealthy")),
    gone,
  };
}

/** As many as leave the least in service; one where the policy would leave no way to replace any. */
function unhealthyToTerminate(group: Group): readonly GroupInstance[] {
  const { ready, pending, unhealthy, desired, least, most } = group;
  const spare = ready.length + unhealthy.length - least;
  const oneAtATime = most <= desired && pending.length === 0 ? 1 : 0;
  return leavingBestSpread(unhealthy, unhealthy, Math.max(spare, oneAtATime));
}

function toLaunch({ ready, pending, unhealthy, desired, most }: Group, terminated: number): number {
  const usable = ready.length + pending.length;
  const standing = usable + unhealthy.length - terminated;
  const ceiling = unhealthy.length > 0 ? most : desired;
  return Math.max(0, Math.min(desired - usable, ceiling - standing));
}

/** Beyond the desired capacity, without the protected ones; the fullest zone gives first. */
function surplusOf({ ready, desired }: Group): readonly GroupInstance[] {
  const unprotected = ready.filter(({ protectedFromScaleIn }) => !protectedFromScaleIn);
  return leavingBestSpread(unprotected, ready, ready.length - desired);
}

function leavingBestSpread(
  candidates: readonly GroupInstance[],
  population: readonly GroupInstance[],
  count: number,
): readonly GroupInstance[] {
  return removalsLeavingBestSpread(candidates, population, count, [({ zone }) => zone]);
}

/**
 * A group may exceed its greatest size by 10 % or one instance, whichever is more, to rebalance. It
 * does not start what scale-in protection would keep it from finishing.
 */
function shouldRebalance(settings: GroupSettings, group: Group): boolean {
  const { ready, pending, unhealthy, desired } = group;
  const margin = Math.max(1, Math.floor(settings.maxSize / 10));
  const settled = pending.length + unhealthy.length === 0 && ready.length === desired;
  const counts = countBy(ready, ({ zone }) => zone);
  const loads = launchZones(settings).map((zone) => counts.get(zone) ?? 0);
  const most = Math.max(0, ...counts.values());
  const canGive = ready.some(
    ({ zone, protectedFromScaleIn }) => !protectedFromScaleIn && counts.get(zone) === most,
  );
  return (
    settled &&
    canGive &&
    most - Math.min(...loads) > 1 &&
    desired + 1 <= settings.maxSize + margin &&
    !settings.suspendedProcesses?.includes("AZRebalance")
  );
}

/**
 * The zones that instances are launched in. With balanced-best-effort a zone whose launches fail is
 * left out while there is another; balanced-only tries there again and again.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html
 */
export function launchZones(settings: GroupSettings): readonly string[] {
  const open = settings.zones.filter((zone) => !settings.zonesShiftedAway.includes(zone));
  const working = open.filter((zone) => !settings.zonesFailingToLaunch.includes(zone));
  return settings.capacityDistributionStrategy === "balanced-only" || working.length === 0
    ? open
    : working;
}

/**
 * The zone of each of `count` launches: one after the other in the zone with the fewest instances,
 * the first by name of equals.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
 */
export function spreadOverZones(
  zones: readonly string[],
  instances: readonly Pick<GroupInstance, "zone">[],
  count: number,
): readonly string[] {
  const counts = countBy(instances, ({ zone }) => zone);
  const [zone] = fewest(zones, (each) => counts.get(each) ?? 0).toSorted();
  return zone === undefined || count <= 0
    ? []
    : [zone, ...spreadOverZones(zones, [...instances, { zone }], count - 1)];
}
