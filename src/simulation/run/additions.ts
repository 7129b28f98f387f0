import type { Instance, Task, World } from "./world";

export function addInstance(
  world: World,
  group: number,
  zone: string,
  launchedAtMs: number,
  state: "pending" | "running",
): Instance {
  const instance: Instance = {
    id: `i-${String(world.created++).padStart(6, "0")}`,
    group,
    zone,
    launchedAtMs,
    tasks: new Set(),
    state,
    lifecycleState: state === "running" ? "InService" : "Pending",
    condition: "healthy",
    agentConnected: true,
    draining: false,
  };
  world.instances.add(instance);
  world.version++;
  return instance;
}

export function addTask(
  world: World,
  service: number,
  instanceId: string,
  hostPorts: readonly number[],
  startedForRebalancing: boolean,
): Task {
  const instance = [...world.instances].find(({ id }) => id === instanceId) as Instance;
  const task: Task = {
    id: `task-${String(world.created++).padStart(6, "0")}`,
    service,
    instance,
    hostPorts,
    startedForRebalancing,
    targets: [],
    lastStatus: "PENDING",
    desiredStatus: "RUNNING",
    health: "UNKNOWN",
    startedAtMs: undefined,
  };
  world.tasks.add(task);
  instance.tasks.add(task);
  world.version++;
  return task;
}
