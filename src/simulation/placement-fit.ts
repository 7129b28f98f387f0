import { DYNAMIC_HOST_PORTS } from "../network/host-ports";
import { fewest } from "./choice";
import type { ContainerInstance, TaskRequirements } from "./container-instance";

/**
 * Why an instance cannot take a task, by the reason codes of RunTask and StartTask.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export type Obstacle =
  | "AGENT"
  | "RESOURCE:CPU"
  | "RESOURCE:MEMORY"
  | "RESOURCE:PORTS"
  | "RESOURCE:ENI";

export interface PlacementFailure {
  /** What keeps the closest matching instance from taking the task; none where there is no instance. */
  readonly obstacles: readonly Obstacle[];
  /** As it follows "service (name) was unable to place a task because " in a service event. */
  readonly message: string;
}

/** What keeps a task from an instance; empty where nothing does. */
export function obstacles(
  task: TaskRequirements,
  instance: ContainerInstance,
): readonly Obstacle[] {
  const missing: Record<Obstacle, boolean> = {
    AGENT: !instance.agentConnected,
    "RESOURCE:CPU": task.cpuUnits > instance.remainingCpuUnits,
    "RESOURCE:MEMORY": task.memoryMiB > instance.remainingMemoryMiB,
    "RESOURCE:PORTS": portsFor(task.hostPorts, instance.usedHostPorts) === undefined,
    "RESOURCE:ENI": task.networkInterfaces > instance.remainingNetworkInterfaces,
  };
  return (Object.keys(missing) as Obstacle[]).filter((obstacle) => missing[obstacle]);
}

/**
 * The host ports that the mappings get, or `undefined` where a fixed one is taken or none is free.
 *
 * @param mappings fixed host ports, or 0 for the next free one of {@link DYNAMIC_HOST_PORTS}
 */
export function portsFor(
  mappings: readonly number[],
  usedHostPorts: readonly number[],
): readonly number[] | undefined {
  const used = new Set(usedHostPorts);
  // Fixed ones first, so that no dynamic mapping of the same task takes their place.
  for (const port of mappings.filter((mapping) => mapping !== 0)) {
    if (used.has(port)) {
      return undefined;
    }
    used.add(port);
  }
  const ports = mappings.map((mapping) => mapping || takeNextFree(used));
  return ports.includes(undefined) ? undefined : (ports as number[]);
}

function takeNextFree(used: Set<number>): number | undefined {
  for (let port: number = DYNAMIC_HOST_PORTS.first; port <= DYNAMIC_HOST_PORTS.last; port++) {
    if (!used.has(port)) {
      used.add(port);
      return port;
    }
  }
  return undefined;
}

const WORDS: Record<Obstacle, string> = {
  AGENT: 'encountered error "AGENT"',
  "RESOURCE:CPU": "has insufficient CPU units available",
  "RESOURCE:MEMORY": "has insufficient memory available",
  "RESOURCE:PORTS": "is already using a port required by your task",
  "RESOURCE:ENI": 'encountered error "RESOURCE:ENI"',
};

/**
 * Why no instance takes a task, in the words of a service event. The closest match is taken to be
 * the instance with the fewest obstacles, the first by id of equals.
 *
 * @param active the ACTIVE instances, none of which can take the task
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export function placementFailure(
  task: TaskRequirements,
  active: readonly ContainerInstance[],
): PlacementFailure {
  const [closest] = fewest(
    active.map((instance) => ({ id: instance.id, obstacles: obstacles(task, instance) })),
    (match) => match.obstacles.length,
  );
  const [first] = closest?.obstacles ?? [];
  return {
    obstacles: closest?.obstacles ?? [],
    message: `no container instance met all of its requirements. ${
      closest && first
        ? `The closest matching container-instance ${closest.id} ${WORDS[first]}.`
        : "Reason: No Container Instances were found in your cluster."
    }`,
  };
}
