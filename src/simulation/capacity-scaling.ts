import { clamp } from "./choice";
import type { TaskRequirements } from "./container-instance";

/**
 * Managed scaling of an Auto Scaling group capacity provider.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
 */
export interface ManagedScalingSettings {
  /** 1 to 100 per cent of the instances that shall be in use. */
  readonly targetCapacity: number;
  /** Least number of instances to add at a time. */
  readonly minimumScalingStepSize: number;
  /** Greatest number of instances to add at a time. */
  readonly maximumScalingStepSize: number;
  /** Bounds of the group, which managed scaling does not change. */
  readonly minSize: number;
  readonly maxSize: number;
}

/** What an empty instance of the capacity provider offers to tasks. */
export interface EmptyInstance {
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  readonly networkInterfaces: number;
}

/** Tasks that wait for an instance and ask for exactly the same. */
export interface PendingTasks {
  readonly requirements: TaskRequirements;
  readonly count: number;
}

/**
 * M: the instances that run a non-daemon task, and as many more as the pending tasks need. Tasks
 * are packed by group of same requirements, and the group that needs most decides; a task that
 * does not fit an empty instance asks for none.
 *
 * @param busyInstances instances with at least one task that is not of a daemon service
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 * @see https://aws.amazon.com/blogs/containers/deep-dive-on-amazon-ecs-cluster-auto-scaling/
 */
export function instancesNeeded(
  busyInstances: number,
  pending: readonly PendingTasks[],
  empty: EmptyInstance,
): number {
  const needs = pending
    .map(({ requirements, count }) => ({ count, each: tasksOnEmpty(requirements, empty) }))
    .filter(({ each }) => each > 0)
    .map(({ count, each }) => Math.ceil(count / each));
  return busyInstances + Math.max(0, ...needs);
}

function tasksOnEmpty(task: TaskRequirements, empty: EmptyInstance): number {
  const times = (offered: number, asked: number) =>
    asked === 0 ? Number.POSITIVE_INFINITY : Math.floor(offered / asked);
  return Math.min(
    times(empty.memoryMiB, task.memoryMiB),
    times(empty.cpuUnits, task.cpuUnits),
    times(empty.networkInterfaces, task.networkInterfaces),
    task.hostPorts.some((port) => port !== 0) ? 1 : Number.POSITIVE_INFINITY,
  );
}

/**
 * CapacityProviderReservation = M / N × 100: 100 where nothing runs and nothing is needed, 200
 * where something is needed and nothing runs.
 *
 * @param needed M, see {@link instancesNeeded}
 * @param running N, the instances of the group
 * @see https://aws.amazon.com/blogs/containers/deep-dive-on-amazon-ecs-cluster-auto-scaling/
 */
export function capacityProviderReservation(needed: number, running: number): number {
  const withoutInstances = needed > 0 ? 200 : 100;
  return running > 0 ? (needed / running) * 100 : withoutInstances;
}

/**
 * "CloudWatch scale-in alarms require 15 data points (15 minutes)".
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 */
export const SCALE_IN_DATAPOINTS = 15;

/** The metric is published every minute. */
export const DATAPOINT_INTERVAL_MS = 60_000;

/** The period after a launch in which there is no further scale-out, where none is set. */
export const DEFAULT_INSTANCE_WARMUP_MS = 300_000;

/** What managed scaling sees once a minute. */
export interface ScalingState {
  /** M, see {@link instancesNeeded}. */
  readonly needed: number;
  /** N, the instances of the group, pending ones included. */
  readonly running: number;
  readonly desiredCapacity: number;
  /** CapacityProviderReservation minute by minute, the latest last. */
  readonly reservations: readonly number[];
  /** An instance was launched less than the warm-up period ago. */
  readonly warmingUp: boolean;
}

/**
 * The desired capacity that managed scaling asks of the group. Out at once, by the least to the
 * greatest step; in only after 15 datapoints below the target, by one instance to a half a minute.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 */
export function desiredCapacityFor(settings: ManagedScalingSettings, state: ScalingState): number {
  const { targetCapacity, minimumScalingStepSize, maximumScalingStepSize } = settings;
  const wanted = instancesAtTarget(targetCapacity, state);
  const out = clamp(wanted - state.running, minimumScalingStepSize, maximumScalingStepSize);
  const lost = Math.min(state.running - wanted, Math.max(1, Math.floor(state.running / 2)));
  const mayShrink = isLongBelow(targetCapacity, state.reservations);
  const step =
    wanted > state.running
      ? Number(!state.warmingUp) * out
      : -Number(mayShrink) * Math.max(0, lost);
  return step === 0
    ? state.desiredCapacity
    : clamp(state.running + step, settings.minSize, settings.maxSize);
}

/** Target tracking: so many that M of them are the target share. From none it starts with two. */
function instancesAtTarget(targetCapacity: number, { needed, running }: ScalingState): number {
  const atTarget = Math.ceil((needed * 100) / targetCapacity);
  return running === 0 && needed > 0 ? 2 : atTarget;
}

function isLongBelow(targetCapacity: number, reservations: readonly number[]): boolean {
  const recent = reservations.slice(-SCALE_IN_DATAPOINTS);
  return (
    recent.length === SCALE_IN_DATAPOINTS && recent.every((percent) => percent < targetCapacity)
  );
}
