import type { TargetFailure, TargetHealth } from "../../behaviour/health-check";
import type { Picker } from "../choice";
import type { ContainerInstance } from "../container-instance";
import type { Deployment } from "../deployment";
import type { GroupInstance } from "../instance-group";
import { DEFAULT_STRATEGIES, type Placement, placeTask } from "../placement";
import { allows } from "../placement-constraints";
import type { LastStatus, ServiceTask } from "../service-tasks";

/** Everything of one run that changes; positions refer to the {@link Deployment}. */
export interface World {
  readonly deployment: Deployment;
  readonly nodes: readonly Node[];
  readonly instances: Set<Instance>;
  readonly tasks: Set<Task>;
  /** Registered with their target groups; those of a dead task too, until someone notices. */
  readonly targets: Set<Target>;
  /** The zone that has vanished. */
  darkZone: string | undefined;
  /** The zone that a zonal shift moves traffic away from. */
  shiftedZone: string | undefined;
  /** Goes up with every change that someone who watches may see. */
  version: number;
  /** For ids. */
  created: number;
}

/** What a load balancer has in one zone. */
export interface Node {
  readonly loadBalancer: number;
  readonly zone: string;
  alive: boolean;
}

export interface Instance {
  readonly id: string;
  readonly group: number;
  readonly zone: string;
  readonly launchedAtMs: number;
  readonly tasks: Set<Task>;
  state: "pending" | "running" | "stopped";
  lifecycleState: GroupInstance["lifecycleState"];
  /** As its group knows it. */
  condition: GroupInstance["condition"];
  agentConnected: boolean;
  draining: boolean;
}

export interface Task {
  readonly id: string;
  readonly service: number;
  readonly instance: Instance;
  readonly hostPorts: readonly number[];
  readonly startedForRebalancing: boolean;
  /** One a target group, once it runs. */
  targets: readonly Target[];
  lastStatus: LastStatus;
  desiredStatus: ServiceTask["desiredStatus"];
  health: ServiceTask["health"];
  startedAtMs: number | undefined;
}

export interface Target {
  readonly id: string;
  readonly group: number;
  readonly task: Task;
  readonly zone: string;
  /** One a node of the load balancer. */
  readonly views: readonly View[];
  /** How requests and health checks fail; undefined while it answers. */
  failure: TargetFailure | undefined;
  draining: boolean;
  /** What all living nodes agree on; what they agreed on last while they do not. */
  verdict: TargetHealth["state"];
}

/** A target as one node sees it. */
export interface View {
  readonly node: Node;
  /** When one of the checks starts; the others are whole intervals away. */
  readonly phaseMs: number;
  health: TargetHealth;
  /** A further check is planned: one whose outcome may change what the node thinks. */
  watching: boolean;
}

export function isDark(world: World, instance: Instance): boolean {
  return instance.zone === world.darkZone;
}

/** A task that answers, and to which every living node sends requests. */
export function isServing(world: World, task: Task): boolean {
  return (
    task.lastStatus === "RUNNING" &&
    task.desiredStatus === "RUNNING" &&
    task.health === "HEALTHY" &&
    !isDark(world, task.instance)
  );
}

/** The instances of a group. */
export function membersOf({ instances }: World, group: number): Instance[] {
  return [...instances].filter((instance) => instance.group === group);
}

/** The registered instances that the service may use, as its placement sees them. */
export function containerInstances(world: World, service: number): ContainerInstance[] {
  const { instanceGroup, placementLimits } = at(world.deployment.services, service);
  return membersOf(world, instanceGroup)
    .filter(({ state }) => state !== "pending")
    .map((instance) => containerInstance(world, instance, service))
    .filter((instance) => allows(placementLimits, instance));
}

function containerInstance(world: World, instance: Instance, service: number): ContainerInstance {
  const { memoryMiB, cpuUnits, networkInterfaces } = at(
    world.deployment.instanceGroups,
    instance.group,
  ).room;
  const left = {
    id: instance.id,
    zone: instance.zone,
    status: instance.draining ? ("DRAINING" as const) : ("ACTIVE" as const),
    agentConnected: instance.agentConnected,
    remainingMemoryMiB: memoryMiB,
    remainingCpuUnits: cpuUnits,
    remainingNetworkInterfaces: networkInterfaces,
    usedHostPorts: [] as number[],
    serviceTasks: 0,
  };
  for (const task of instance.tasks) {
    const { requirements } = at(world.deployment.services, task.service);
    left.remainingMemoryMiB -= requirements.memoryMiB;
    left.remainingCpuUnits -= requirements.cpuUnits;
    left.remainingNetworkInterfaces -= requirements.networkInterfaces;
    left.usedHostPorts.push(...task.hostPorts);
    left.serviceTasks += Number(task.service === service);
  }
  return left;
}

/** Where ECS would place one more task of the service, of the instances given. */
export function placeOn(
  { deployment }: World,
  service: number,
  instances: readonly ContainerInstance[],
  pick: Picker,
): Placement<ContainerInstance> {
  const { requirements, placementStrategies } = at(deployment.services, service);
  const strategies = placementStrategies.length > 0 ? placementStrategies : DEFAULT_STRATEGIES;
  return placeTask(requirements, instances, strategies, pick);
}

/** The part at a position that another part of the deployment has given. */
export function at<T>(parts: readonly T[], position: number): T {
  return parts[position] as T;
}
