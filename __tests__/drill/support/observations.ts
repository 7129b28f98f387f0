import type { Observation, TargetState, TaskState } from "../../../src/drill/state/observation";

export const A = "eu-north-1a";
export const B = "eu-north-1b";
const SERVICE = "taskmanager-demo-frontend";
const GROUP = "arn:aws:elasticloadbalancing:eu-north-1:123456789012:targetgroup/front/1";

/** Two instances in two zones, each with one task that serves. */
export function steady(changes: Partial<Observation> = {}): Observation {
  return {
    atMs: 0,
    services: [
      {
        name: SERVICE,
        desired: 2,
        running: 2,
        pending: 0,
        deployments: 1,
        rolloutInProgress: false,
        targetGroupArns: [GROUP],
        events: [],
      },
    ],
    tasks: [task("1", A), task("2", B)],
    containerInstances: [registration("1"), registration("2")],
    instances: [instance("1", A), instance("2", B)],
    targets: [target("1", A), target("2", B)],
    group: {
      name: "taskmanager-demo",
      desired: 2,
      subnetIds: ["subnet-a", "subnet-b"],
      members: [member("1", A), member("2", B)],
      tags: {},
      suspendedProcesses: [],
    },
    alarms: [{ name: "taskmanager-demo-load-balancer-errors", state: "OK" }],
    activities: [],
    ...changes,
  };
}

/** The same service with some of its figures replaced. */
export function withService(
  changes: Partial<Observation["services"][number]>,
  of = steady(),
): Observation {
  return { ...of, services: of.services.map((service) => ({ ...service, ...changes })) };
}

export function withGroup(changes: Partial<Observation["group"]>, of = steady()): Observation {
  return { ...of, group: { ...of.group, ...changes } };
}

export function task(id: string, zone: string, changes: Partial<TaskState> = {}): TaskState {
  return {
    arn: `arn:aws:ecs:eu-north-1:123456789012:task/taskmanager-cluster/task${id}`,
    service: SERVICE,
    zone,
    containerInstanceArn: registration(id).arn,
    lastStatus: "RUNNING",
    desiredStatus: "RUNNING",
    memoryMiB: 256,
    cpuUnits: 128,
    addresses: [],
    ...changes,
  };
}

export function target(id: string, zone: string, state = "healthy"): TargetState {
  return { targetGroupArn: GROUP, id: `i-${id}:32768`, zone, state, reason: undefined };
}

export function registration(
  id: string,
  remaining = { remainingMemoryMiB: 1_500, remainingCpuUnits: 1_900 },
): Observation["containerInstances"][number] {
  return {
    arn: `arn:aws:ecs:eu-north-1:123456789012:container-instance/taskmanager-cluster/${id}`,
    instanceId: `i-${id}`,
    status: "ACTIVE",
    agentConnected: true,
    taskCount: 1,
    ...remaining,
  };
}

export function instance(
  id: string,
  zone: string,
  state = "running",
): Observation["instances"][number] {
  return {
    id: `i-${id}`,
    zone,
    state,
    isSpot: false,
    tags: { Name: "taskmanager-demo" },
  };
}

export function member(
  id: string,
  zone: string,
  lifecycle = "InService",
): Observation["group"]["members"][number] {
  return { instanceId: `i-${id}`, zone, lifecycle };
}
