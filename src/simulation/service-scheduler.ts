import { clamp, removalsLeavingBestSpread } from "./choice";
import {
  countedTasks,
  maximumTasks,
  minimumHealthyTasks,
  type ServiceState,
  type ServiceTask,
  type Standing,
  standingOf,
} from "./service-tasks";

export interface SchedulerPass {
  /** How many tasks of the PRIMARY deployment to start. */
  readonly start: number;
  readonly stop: readonly { readonly taskId: string; readonly reason: StopReason }[];
}

/**
 * `unhealthy`: it fails its health checks and is replaced; `surplus`: there are more than desired,
 * after a scale-in or a zone rebalancing; `deployment`: the PRIMARY deployment takes its place;
 * `draining`: its container instance drains.
 */
export type StopReason = "unhealthy" | "surplus" | "deployment" | "draining";

/** The tasks of a service, sorted for one pass. */
interface Fleet {
  /** Tasks of the PRIMARY deployment, those on draining instances left out. */
  readonly primary: Standing;
  /** Tasks that give way: of the deployments before, and on draining instances. */
  readonly old: Standing;
  /** Tasks on draining instances that do not run yet. */
  readonly stranded: readonly ServiceTask[];
  /** Tasks of the PRIMARY deployment that neither run healthily nor are about to. */
  readonly missing: number;
  /** How many more maximumPercent allows to start. */
  readonly room: number;
  /** Told to stop, but still RUNNING. */
  readonly leaving: number;
}

/**
 * One pass of the service scheduler for a REPLICA service with rolling updates. It starts before it
 * stops as far as maximumPercent and the instances allow, and otherwise stops down to
 * minimumHealthyPercent first; a stopped task is replaced, an unhealthy one when its replacement is
 * healthy. Tasks on a draining container instance give way as those of an older deployment do.
 * Apply the pass and call it again; a pass that does nothing has nothing left to do.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function scheduleService(service: ServiceState): SchedulerPass {
  const fleet = survey(service);
  const unhealthy = unhealthyToStop(service, fleet);
  const stop = (tasks: readonly ServiceTask[], reason: StopReason) =>
    tasks.map(({ id }) => ({ taskId: id, reason }));
  return {
    start: Math.max(0, Math.min(fleet.missing, fleet.room)),
    stop: [
      ...stop(unhealthy, "unhealthy"),
      ...stop(surplusOf(service, fleet.primary), "surplus"),
      ...stop(fleet.stranded, "draining"),
      ...oldToStop(service, fleet, unhealthy.length).map((task) => ({
        taskId: task.id,
        reason: reasonToGiveWay(service, task),
      })),
    ],
  };
}

function reasonToGiveWay(service: ServiceState, { deploymentId }: ServiceTask): StopReason {
  return deploymentId === service.primary.id ? "draining" : "deployment";
}

/**
 * Whether the service has reached a steady state: it is healthy and at the desired number of tasks,
 * all of the PRIMARY deployment.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export function isSteady(service: ServiceState): boolean {
  const { primary, old, stranded } = survey(service);
  return (
    primary.healthy.length === service.desiredCount &&
    size(primary) + size(old) + stranded.length === service.desiredCount
  );
}

function survey(service: ServiceState): Fleet {
  const stranded = service.tasks.filter(isStranded);
  const stays = ({ deploymentId, onDrainingInstance }: ServiceTask) =>
    deploymentId === service.primary.id && !onDrainingInstance;
  const primary = standingOf(service.tasks.filter(stays), service);
  const old = standingOf(
    service.tasks.filter((task) => !stays(task) && !isStranded(task)),
    service,
  );
  const counted = countedTasks(service.tasks).length;
  // "A deployment in a FAILED state doesn't launch any new tasks."
  const wanted = service.primary.rolloutState === "FAILED" ? 0 : service.desiredCount;
  return {
    primary,
    old,
    stranded,
    missing: wanted - primary.healthy.length - primary.starting.length,
    room: maximumTasks(service) - counted,
    leaving: counted - size(primary) - size(old),
  };
}

/** "Any tasks that are part of a service that are in a PENDING state are stopped immediately." */
function isStranded({ onDrainingInstance, lastStatus, desiredStatus }: ServiceTask): boolean {
  const yetToRun = ["PROVISIONING", "PENDING", "ACTIVATING"].includes(lastStatus);
  return onDrainingInstance === true && yetToRun && desiredStatus === "RUNNING";
}

function size({ healthy, starting, unhealthy }: Standing): number {
  return healthy.length + starting.length + unhealthy.length;
}

/** Nothing can be started before something is stopped. */
function isBlocked(service: ServiceState, { missing, room }: Fleet): boolean {
  return missing > 0 && (room <= 0 || service.placementFailed === true);
}

/**
 * As many unhealthy tasks as there are others with a verdict beyond the desired count, whichever it
 * is. Where no replacement can be started first, one at a time and only when nothing else is under
 * way: an unhealthy task does not count towards minimumHealthyPercent, its stop takes nothing away.
 */
function unhealthyToStop(service: ServiceState, fleet: Fleet): readonly ServiceTask[] {
  const { healthy, starting, unhealthy } = fleet.primary;
  const judged = healthy.length + fleet.old.healthy.length + unhealthy.length;
  const replaced = judged - service.desiredCount;
  const quiet = starting.length + fleet.leaving === 0;
  const toMakeRoom = quiet && isBlocked(service, fleet) ? 1 : 0;
  return leavingBestSpread(unhealthy, unhealthy, Math.max(replaced, toMakeRoom));
}

/** Beyond the desired count: tasks that have yet to start first, then healthy ones. */
function surplusOf(service: ServiceState, primary: Standing): readonly ServiceTask[] {
  const starting = primary.starting.filter((task) => !task.startedForRebalancing);
  const surplus = primary.healthy.length + starting.length - service.desiredCount;
  return stopInOrder(starting, primary.healthy, surplus, primary.healthy.length);
}

/**
 * Tasks that give way: as many as the PRIMARY deployment has healthy ones to take their
 * place, or, where it can start none before one is stopped, as many as it misses beyond those that
 * make room already. Never so many that fewer healthy tasks than minimumHealthyPercent are left.
 */
function oldToStop(service: ServiceState, fleet: Fleet, freed: number): readonly ServiceTask[] {
  const { primary, old } = fleet;
  const replaced = primary.healthy.length + size(old) - service.desiredCount;
  const toMakeRoom = isBlocked(service, fleet) ? fleet.missing - fleet.leaving - freed : 0;
  const spareHealthy = primary.healthy.length + old.healthy.length - minimumHealthyTasks(service);
  return stopInOrder(
    [...old.unhealthy, ...old.starting],
    old.healthy,
    Math.max(replaced, toMakeRoom),
    spareHealthy,
  );
}

/** `count` tasks, those that are not healthy first, and of the healthy ones at most `spareHealthy`. */
function stopInOrder(
  notHealthy: readonly ServiceTask[],
  healthy: readonly ServiceTask[],
  count: number,
  spareHealthy: number,
): readonly ServiceTask[] {
  const first = leavingBestSpread(notHealthy, [...notHealthy, ...healthy], count);
  const rest = clamp(count - first.length, 0, Math.max(0, spareHealthy));
  return [...first, ...leavingBestSpread(healthy, healthy, rest)];
}

/**
 * "A task is selected that leaves the remaining tasks with the best spread", favouring the
 * instances with the largest number of tasks of the service.
 */
function leavingBestSpread(
  candidates: readonly ServiceTask[],
  population: readonly ServiceTask[],
  count: number,
): readonly ServiceTask[] {
  return removalsLeavingBestSpread(candidates, population, count, [
    ({ zone }) => zone,
    ({ containerInstanceId, id }) => containerInstanceId ?? id,
  ]);
}
