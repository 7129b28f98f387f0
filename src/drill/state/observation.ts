/** What the deployment looked like at one moment. */
export interface Observation {
  /** Milliseconds since the drill began. */
  readonly atMs: number;
  readonly services: readonly ServiceState[];
  readonly tasks: readonly TaskState[];
  readonly containerInstances: readonly ContainerInstanceState[];
  readonly instances: readonly InstanceState[];
  readonly targets: readonly TargetState[];
  readonly group: GroupState;
  readonly alarms: readonly AlarmState[];
  /** Of the Auto Scaling group, newest first. */
  readonly activities: readonly ActivityState[];
}

export interface ServiceState {
  readonly name: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly deployments: number;
  readonly rolloutInProgress: boolean;
  readonly targetGroupArns: readonly string[];
  /** Newest first. */
  readonly events: readonly { readonly id: string; readonly message: string }[];
}

export interface TaskState {
  readonly arn: string;
  readonly service: string;
  readonly zone: string;
  readonly containerInstanceArn: string;
  readonly lastStatus: string;
  readonly desiredStatus: string;
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  /** Of its own network interface; empty where it has its instance's. */
  readonly addresses: readonly string[];
}

export interface ContainerInstanceState {
  readonly arn: string;
  readonly instanceId: string;
  readonly status: string;
  readonly agentConnected: boolean;
  readonly remainingMemoryMiB: number;
  readonly remainingCpuUnits: number;
  /** Of whatever service, running or pending. */
  readonly taskCount: number;
}

export interface InstanceState {
  readonly id: string;
  readonly zone: string;
  readonly state: string;
  /** Spot instances of a group cannot be stopped. */
  readonly isSpot: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TargetState {
  readonly targetGroupArn: string;
  /** `i-…:32768`, or an address and its port. */
  readonly id: string;
  readonly zone: string;
  readonly state: string;
  readonly reason: string | undefined;
}

export interface GroupState {
  readonly name: string;
  readonly desired: number;
  readonly subnetIds: readonly string[];
  readonly members: readonly GroupMember[];
  readonly tags: Readonly<Record<string, string>>;
  readonly suspendedProcesses: readonly string[];
}

export interface GroupMember {
  readonly instanceId: string;
  readonly zone: string;
  readonly lifecycle: string;
}

export interface AlarmState {
  readonly name: string;
  readonly state: string;
}

export interface ActivityState {
  readonly id: string;
  readonly description: string;
}

/** Targets of a service's groups that serve. */
export function healthyTargets(observation: Observation, service: ServiceState): TargetState[] {
  return observation.targets.filter(
    ({ targetGroupArn, state }) =>
      state === "healthy" && service.targetGroupArns.includes(targetGroupArn),
  );
}

export function zonesOf(placed: readonly { readonly zone: string }[]): readonly string[] {
  return [...new Set(placed.map(({ zone }) => zone))].filter((zone) => zone !== "").sort();
}

/** Runs all it should, and the load balancer finds all of it healthy, in each target group. */
export function isServing(observation: Observation, service: ServiceState): boolean {
  const healthy = healthyTargets(observation, service);
  return (
    service.running >= service.desired &&
    service.targetGroupArns.every(
      (arn) =>
        healthy.filter(({ targetGroupArn }) => targetGroupArn === arn).length >= service.desired,
    )
  );
}

/** Every service serves all it should. */
export function isWhole(observation: Observation): boolean {
  return observation.services.every((service) => isServing(observation, service));
}

/** Whole, and each service in as many zones as it was. */
export function isAsBefore(observation: Observation, before: Observation): boolean {
  const zones = (of: Observation, service: ServiceState) =>
    zonesOf(healthyTargets(of, service)).length;
  return (
    isWhole(observation) &&
    observation.services.every((service) => zones(observation, service) >= zones(before, service))
  );
}

/**
 * Of the last look at which all of the instances ran, before one at which one does not.
 *
 * @returns undefined where none was seen not to
 */
export function lossSeenAtMs(
  observations: readonly Observation[],
  instanceIds: readonly string[],
  fromMs: number,
): number | undefined {
  const allRun = ({ instances }: Observation) =>
    instanceIds.every((id) => instances.find((each) => each.id === id)?.state === "running");
  const lost = observations.findIndex(
    (observation) => observation.atMs >= fromMs && !allRun(observation),
  );
  return lost === -1 ? undefined : Math.max(fromMs, observations[lost - 1]?.atMs ?? fromMs);
}

/** The EC2 instance behind a target: named by it, or that of the task with its address. */
export function hostOf(observation: Observation, { id }: TargetState): string | undefined {
  const [holder = ""] = id.split(":");
  if (holder.startsWith("i-")) {
    return holder;
  }
  const task = observation.tasks.find(({ addresses }) => addresses.includes(holder));
  return task && instanceOf(observation, task);
}

/** The EC2 instance that a task runs on. */
export function instanceOf(observation: Observation, task: TaskState): string | undefined {
  return observation.containerInstances.find(({ arn }) => arn === task.containerInstanceArn)
    ?.instanceId;
}
