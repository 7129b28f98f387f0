import type { SchedulerPass } from "../../../src/simulation/service-scheduler";
import {
  countedTasks,
  type ServiceState,
  type ServiceTask,
} from "../../../src/simulation/service-tasks";

/** A healthy task of the PRIMARY deployment, in the zone that its id begins with. */
export function taskOf(id: string, changes: Partial<ServiceTask> = {}): ServiceTask {
  return {
    id,
    deploymentId: "v2",
    zone: id.charAt(0),
    lastStatus: "RUNNING",
    desiredStatus: "RUNNING",
    health: "HEALTHY",
    startedAtMs: 0,
    ...changes,
  };
}

export function healthyTasks(zone: string, count: number): ServiceTask[] {
  return Array.from({ length: count }, (_, index) => taskOf(`${zone}${index}`, { zone }));
}

/** Two tasks, 100/200, no grace period. */
export function service(changes: Partial<ServiceState> = {}): ServiceState {
  return {
    desiredCount: 2,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    healthCheckGracePeriodMs: 0,
    primary: { id: "v2", status: "PRIMARY", rolloutState: "IN_PROGRESS" },
    tasks: [],
    nowMs: 1_000_000,
    ...changes,
  };
}

let started = 0;

/** What a pass comes to when every start succeeds and every stop ends, and what was starting is healthy. */
export function applyPass(
  state: ServiceState,
  pass: SchedulerPass,
  start: Partial<ServiceTask> = {},
): ServiceState {
  const stopped = new Set(pass.stop.map(({ taskId }) => taskId));
  const staying = countedTasks(state.tasks)
    .filter(({ id, desiredStatus }) => !stopped.has(id) && desiredStatus === "RUNNING")
    .map(
      (task): ServiceTask =>
        isStarting(task) ? { ...task, lastStatus: "RUNNING", health: "HEALTHY" } : task,
    );
  const fresh = Array.from({ length: pass.start }, () =>
    taskOf(`${"abc".charAt(started % 3)}-started-${started++}`, {
      lastStatus: "PENDING",
      health: "UNKNOWN",
      ...start,
    }),
  );
  return { ...state, tasks: [...staying, ...fresh] };
}

function isStarting({ lastStatus, health }: ServiceTask): boolean {
  return lastStatus !== "RUNNING" || health === "UNKNOWN";
}
