/**
 * Why something happened, in the words of the Cause of a scaling activity.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html
 */

/** From what to what a capacity changes. */
export interface Change {
  readonly from: number;
  readonly to: number;
}

const desired = ({ from, to }: Change) => `changing the desired capacity from ${from} to ${to}.`;

/** Why the desired capacity is what it is. */
export const requests = {
  created: (change: Change) =>
    `${at()} a user request created an AutoScalingGroup ${desired(change)}`,
  updated: (sizes: { minSize: number; maxSize: number }, change: Change) =>
    `${at()} a user request update of AutoScalingGroup constraints to min: ${sizes.minSize}, max: ${sizes.maxSize}, desired: ${change.to} ${desired(change)}`,
  set: (change: Change) =>
    `${at()} a user request explicitly set group desired capacity ${desired(change)}`,
  managedScaling: (alarm: string, policy: string, change: Change) =>
    `${at()} a monitor alarm ${alarm} in state ALARM triggered policy ${policy} ${desired(change)}`,
};

/** Why an instance is launched. */
export const launches = {
  capacity: ({ from, to }: Change) =>
    `${at()} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${from} to ${to}.`,
  replacement: () =>
    `${at()} an instance was launched in response to an unhealthy instance needing to be replaced.`,
  refresh: () => `${at()} an instance was launched in response to an instance refresh.`,
  rebalancing: () => `${at()} an instance was launched to aid in balancing the group's zones.`,
};

/** Why an instance is terminated. */
export const terminations = {
  stopped: () => `${out()} an EC2 health check indicating it has been terminated or stopped.`,
  "status checks": () => `${out()} an EC2 instance status checks failure.`,
  reported: () => `${out()} a user health-check.`,
  capacity: (id: string, { from, to }: Change) =>
    `${out()} a difference between desired and actual capacity, shrinking the capacity from ${from} to ${to}.  ${selected(id)}`,
  refresh: (id: string) => `${out()} an instance refresh.  ${selected(id)}`,
  request: (id: string, change: Change | undefined) =>
    `${at()} instance ${id} was taken out of service in response to a user request${
      change ? `, shrinking the capacity from ${change.from} to ${change.to}` : ""
    }.`,
  abandoned: (id: string) => `${out()} a lifecycle action that was abandoned.  ${selected(id)}`,
};

const out = () => `${at()} an instance was taken out of service in response to`;
const selected = (id: string) => `${at()} instance ${id} was selected for termination.`;

/** To the second, as AWS does. */
function at(): string {
  return `At ${new Date().toISOString().replace(/\.\d+Z$/, "Z")}`;
}
