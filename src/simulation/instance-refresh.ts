import { removalsLeavingBestSpread } from "./choice";
import type { GroupInstance } from "./instance-group";
import { type MaintenancePolicy, maintenanceBounds } from "./maintenance-policy";

/**
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
 */
export interface RefreshPreferences extends MaintenancePolicy {
  /** What becomes of instances that are protected from scale-in. */
  readonly scaleInProtectedInstances: "Refresh" | "Ignore" | "Wait";
}

export interface RefreshInstance extends GroupInstance {
  /** To be replaced: it is not as the group would launch it now. */
  readonly outdated: boolean;
  /** In service for at least the warm-up period. */
  readonly warm: boolean;
}

export interface RefreshPass {
  /** Outdated instances to terminate now. */
  readonly terminate: readonly string[];
  /** Outdated instances that serve until their replacements are ready: the group launches for them. */
  readonly replaced: readonly string[];
  /** How many are still to be replaced, those to terminate now among them. */
  readonly remaining: number;
  /** Nothing goes on until the protection of those that remain is lifted. */
  readonly waiting: boolean;
}

/**
 * One pass of an instance refresh. It terminates as many outdated instances as there are ready ones
 * above the least that must be healthy, and lets the group launch ahead as far as the most that may
 * stand at the same time. Where the percentages leave no way to replace any, one at a time.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export function refreshInstances(
  preferences: RefreshPreferences,
  desiredCapacity: number,
  instances: readonly RefreshInstance[],
): RefreshPass {
  const standing = instances.filter(
    ({ lifecycleState, condition }) => lifecycleState !== "Terminating" && condition !== "gone",
  );
  const remaining = standing.filter(({ outdated }) => outdated).filter(isMeant(preferences));
  const held = remaining.filter(isHeld(preferences));
  const replaceable = remaining.filter(
    (instance) =>
      instance.lifecycleState === "InService" &&
      instance.condition === "healthy" &&
      !held.includes(instance),
  );
  const { least, most } = maintenanceBounds(desiredCapacity, preferences);
  const order = removalsLeavingBestSpread(replaceable, standing, replaceable.length, [
    ({ zone }) => zone,
  ]).map(({ id }) => id);
  const settled = standing.length >= desiredCapacity && standing.every(isReady);
  const oneAtATime = least >= desiredCapacity && most <= desiredCapacity && settled ? 1 : 0;
  const spare = Math.max(0, standing.filter(isReady).length - least, oneAtATime);
  const terminate = order.slice(0, spare);
  return {
    terminate,
    replaced: order.slice(terminate.length, terminate.length + most - desiredCapacity),
    remaining: remaining.length,
    waiting: held.length > 0 && held.length === remaining.length,
  };
}

function isMeant({ scaleInProtectedInstances }: RefreshPreferences) {
  return ({ protectedFromScaleIn }: RefreshInstance) =>
    !(scaleInProtectedInstances === "Ignore" && protectedFromScaleIn);
}

function isHeld({ scaleInProtectedInstances }: RefreshPreferences) {
  return ({ protectedFromScaleIn }: RefreshInstance) =>
    scaleInProtectedInstances === "Wait" && protectedFromScaleIn;
}

function isReady({ lifecycleState, condition, warm }: RefreshInstance): boolean {
  return lifecycleState === "InService" && condition === "healthy" && warm;
}
