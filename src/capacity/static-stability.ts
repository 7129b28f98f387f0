import type { InstanceRoom } from "./instance-room";

/** The tasks of one service, as the ECS scheduler sees them when it places them. */
export interface TaskDemand {
  readonly service: string;
  readonly count: number;
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  /** Those that are fixed; a port that the instance chooses (dynamic port mapping) is always free. */
  readonly fixedHostPorts: readonly number[];
  /** 1 for a task in awsvpc mode, else 0. */
  readonly networkInterfaces: 0 | 1;
}

const RESOURCES = ["memoryMiB", "cpuUnits", "networkInterfaces"] as const;

/**
 * The least number of instances that hold all tasks *in whatever order they are placed*.
 *
 * A task stays pending only when every instance is closed to it: too little memory, CPU or network
 * interfaces left, or its host port taken. So it is enough to count how many instances all the
 * other tasks can close at worst, resource by resource, and to have one more. The bound is never
 * too low, which a packing that ECS does not do would be.
 *
 * @returns `Infinity` where a task does not fit even an empty instance.
 */
export function instancesToHold(demands: readonly TaskDemand[], room: InstanceRoom): number {
  const placed = merge(demands.filter((demand) => demand.count > 0));
  if (placed.some((demand) => RESOURCES.some((resource) => demand[resource] > room[resource]))) {
    return Number.POSITIVE_INFINITY;
  }
  return Math.max(0, ...placed.map((demand) => instancesClosedTo(demand, placed, room) + 1));
}

/** Tasks of one size are placed alike, whichever service they are of. */
function merge(demands: readonly TaskDemand[]): readonly TaskDemand[] {
  const bySize = new Map<string, TaskDemand>();
  for (const demand of demands) {
    const { memoryMiB, cpuUnits, networkInterfaces, fixedHostPorts } = demand;
    const size = [memoryMiB, cpuUnits, networkInterfaces, ...fixedHostPorts].join(" ");
    const count = demand.count + (bySize.get(size)?.count ?? 0);
    bySize.set(size, { ...demand, count });
  }
  return [...bySize.values()];
}

/** How many instances the other tasks can close to this one, at worst. */
function instancesClosedTo(
  task: TaskDemand,
  demands: readonly TaskDemand[],
  room: InstanceRoom,
): number {
  const others = demands.map((demand) =>
    demand === task ? { ...demand, count: demand.count - 1 } : demand,
  );
  const closures = [
    ...RESOURCES.map((each) => closedBy(each, task, others, room)),
    closedByPort(task, others),
  ].filter((closure) => closure.instances > 0);
  const atLeastOnEach = Math.min(...closures.map((closure) => closure.tasksOnEach));
  // Each closed instance holds that many tasks, whichever resource closed it.
  return Math.min(
    sum(closures.map((closure) => closure.instances)),
    Math.floor(sum(others.map((demand) => demand.count)) / atLeastOnEach),
  );
}

/** Instances that one resource closes to a task, and the fewest tasks that it takes on each. */
interface Closure {
  readonly instances: number;
  readonly tasksOnEach: number;
}

const NONE: Closure = { instances: 0, tasksOnEach: 1 };

/** An instance is closed when less of the resource is left than the task, which fits an empty one, wants. */
function closedBy(
  resource: keyof InstanceRoom,
  task: TaskDemand,
  others: readonly TaskDemand[],
  room: InstanceRoom,
): Closure {
  const threshold = room[resource] - task[resource] + 1;
  const users = others.filter((demand) => demand[resource] > 0 && demand.count > 0);
  const used = sum(users.map((demand) => demand[resource] * demand.count));
  // A task that wants none of a resource cannot be kept out by it.
  if (task[resource] === 0 || used < threshold) {
    return NONE;
  }
  const tasksOnEach = fewestReaching(
    threshold,
    users.map((demand) => ({ size: demand[resource], count: demand.count })),
  );
  const byCount = Math.floor(sum(users.map((demand) => demand.count)) / tasksOnEach);
  return { instances: Math.min(Math.floor(used / threshold), byCount), tasksOnEach };
}

function closedByPort(task: TaskDemand, others: readonly TaskDemand[]): Closure {
  const holders = others.filter((demand) =>
    demand.fixedHostPorts.some((port) => task.fixedHostPorts.includes(port)),
  );
  return { instances: sum(holders.map((demand) => demand.count)), tasksOnEach: 1 };
}

interface Items {
  readonly size: number;
  readonly count: number;
}

/** How many of the largest items it takes to reach the threshold; their total does reach it. */
function fewestReaching(threshold: number, items: readonly Items[]): number {
  let missing = threshold;
  let taken = 0;
  for (const { size, count } of [...items].sort((a, b) => b.size - a.size)) {
    const enough = Math.ceil(missing / size);
    if (enough <= count) {
      return taken + enough;
    }
    missing -= size * count;
    taken += count;
  }
  return taken;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** The instances left when the fullest of the zones is lost, with the group balanced over them. */
export function survivorsOf(groupSize: number, zones: number): number {
  return groupSize - Math.ceil(groupSize / zones);
}

/** The least balanced group that keeps `survivors` instances when any one zone is lost. */
export function groupSizeLeaving(survivors: number, zones: number): number {
  return zones * Math.ceil(survivors / (zones - 1));
}
