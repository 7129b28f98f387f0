/**
 * How far a group may shrink and grow while it replaces instances, in per cent of its desired
 * capacity. 100/200 launches before it terminates, 90/100 terminates and launches.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceMaintenancePolicy.html
 */
export interface MaintenancePolicy {
  /** 0 to 100. */
  readonly minHealthyPercentage: number;
  /** 100 to 200. */
  readonly maxHealthyPercentage: number;
}

/**
 * Without a policy a group terminates and launches, no more than a tenth at a time.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-maintenance-policy-overview-and-considerations.html
 */
export const NO_MAINTENANCE_POLICY: MaintenancePolicy = {
  minHealthyPercentage: 90,
  maxHealthyPercentage: 100,
};

/**
 * A policy as numbers of instances: the least in service, rounded up, and the most at the same
 * time, rounded down but at least one more than desired where the policy allows any more.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-maintenance-policy-overview-and-considerations.html
 */
export function maintenanceBounds(
  desiredCapacity: number,
  policy: MaintenancePolicy = NO_MAINTENANCE_POLICY,
): { readonly least: number; readonly most: number } {
  const growing = policy.maxHealthyPercentage > 100 ? 1 : 0;
  return {
    least: Math.ceil((desiredCapacity * policy.minHealthyPercentage) / 100),
    most: Math.max(
      Math.floor((desiredCapacity * policy.maxHealthyPercentage) / 100),
      desiredCapacity + growing,
    ),
  };
}
