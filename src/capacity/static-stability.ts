import type { InstanceRoom } from "./instance-room";

/** The tasks of one service, as the ECS scheduler sees them when it places them. */
export interface TaskDemand {
  readonly service: string;
  readonly count: number;
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  /** The fixed host port, or 0 where the instance chooses one (dynamic port mapping). */
  readonly hostPort: number;
  /** 1 for a task in awsvpc mode, else 0. */
  readonly networkInterfaces: 0 | 1;
}

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
  const placed = demands.filter((demand) => demand.count > 0);
  return Math.max(0, ...placed.map((demand) => instancesClosedTo(demand, placed, room) + 1));
}

function instancesClosedTo(
  task: TaskDemand,
  demands: readonly TaskDemand[],
  room: InstanceRoom,
): number {
  const others = demands.map((demand) =>
    demand === task ? { ...demand, count: demand.count - 1 } : demand,
  );
  const closedBy = (resource: keyof InstanceRoom) =>
    groupsReaching(
      room[resource] - task[resource] + 1,
      others.map((demand) => ({ size: demand[resource], count: demand.count })),
    );
  // A task that wants none of a resource cannot be kept out by it.
  const wanted = (["memoryMiB", "cpuUnits", "networkInterfaces"] as const).filter(
    (resource) => task[resource] > 0,
  );
  const closedByPort = others
    .filter((demand) => task.hostPort !== 0 && demand.hostPort === task.hostPort)
    .reduce((sum, demand) => sum + demand.count, 0);
  return wanted.reduce((sum, resource) => sum + closedBy(resource), closedByPort);
}

interface Items {
  readonly size: number;
  readonly count: number;
}

/** An upper bound of how many disjoint groups of the items reach the threshold. */
function groupsReaching(threshold: number, items: readonly Items[]): number {
  if (threshold <= 0) {
    return Number.POSITIVE_INFINITY;
  }
  const sized = items.filter((item) => item.size > 0 && item.count > 0);
  const total = sized.reduce((sum, item) => sum + item.size * item.count, 0);
  if (total < threshold) {
    return 0;
  }
  const count = sized.reduce((sum, item) => sum + item.count, 0);
  const bySize = Math.floor(total / threshold);
  const byCount = Math.floor(count / fewestReaching(threshold, sized));
  return Math.min(bySize, byCount);
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

/** The instances left when the fullest of the zones is lost, with the group balanced over them. */
export function survivorsOf(groupSize: number, zones: number): number {
  return groupSize - Math.ceil(groupSize / zones);
}

/** The least balanced group that keeps `survivors` instances when any one zone is lost. */
export function groupSizeLeaving(survivors: number, zones: number): number {
  return zones * Math.ceil(survivors / (zones - 1));
}
