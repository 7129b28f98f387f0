import { byId, countBy, fewest, type Picker, pickFirst } from "./choice";
import type { ContainerInstance, TaskRequirements } from "./container-instance";
import { obstacles, type PlacementFailure, placementFailure, portsFor } from "./placement-fit";

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
 */
export type PlacementStrategy =
  | { readonly type: "spread"; readonly field: "attribute:ecs.availability-zone" | "instanceId" }
  | { readonly type: "binpack"; readonly field: "memory" | "cpu" }
  | { readonly type: "random" };

/**
 * What a service without strategies gets: the zone with the fewest of its tasks, then the instance.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export const DEFAULT_STRATEGIES: readonly PlacementStrategy[] = [
  { type: "spread", field: "attribute:ecs.availability-zone" },
  { type: "spread", field: "instanceId" },
];

export type Placement<I> =
  | {
      readonly instance: I;
      /** One entry a port mapping, with every 0 replaced by the port chosen. */
      readonly hostPorts: readonly number[];
    }
  | { readonly instance: undefined; readonly failure: PlacementFailure };

/**
 * Where ECS would place one task: of the instances that can take it, the strategies keep the best,
 * one strategy after the other. Best effort: a strategy never keeps a task from being placed.
 *
 * @param pick chooses among the equals that remain and for `random`; without it the first by id
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
 */
export function placeTask<I extends ContainerInstance>(
  task: TaskRequirements,
  instances: readonly I[],
  strategies: readonly PlacementStrategy[] = DEFAULT_STRATEGIES,
  pick: Picker = pickFirst,
): Placement<I> {
  const active = instances.filter(({ status }) => status === "ACTIVE").toSorted(byId);
  const able = active.filter((instance) => obstacles(task, instance).length === 0);
  const best = strategies.reduce(
    (candidates, strategy) => narrow(strategy, candidates, instances, pick),
    able,
  );
  const instance = best[pick(best.length)];
  return instance
    ? { instance, hostPorts: portsFor(task.hostPorts, instance.usedHostPorts) ?? [] }
    : { instance: undefined, failure: placementFailure(task, active) };
}

function narrow<I extends ContainerInstance>(
  strategy: PlacementStrategy,
  candidates: readonly I[],
  instances: readonly I[],
  pick: Picker,
): I[] {
  switch (strategy.type) {
    case "random":
      return candidates.slice(pick(candidates.length)).slice(0, 1);
    case "binpack":
      return [
        ...fewest(candidates, (candidate) =>
          strategy.field === "memory" ? candidate.remainingMemoryMiB : candidate.remainingCpuUnits,
        ),
      ];
    case "spread":
      return [...fewest(candidates, tasksBeside(strategy.field, instances))];
  }
}

/** Tasks of the service that share the instance's zone or the instance, full and draining ones included. */
function tasksBeside(
  field: "attribute:ecs.availability-zone" | "instanceId",
  instances: readonly ContainerInstance[],
): (instance: ContainerInstance) => number {
  if (field === "instanceId") {
    return ({ serviceTasks }) => serviceTasks;
  }
  const tasks = instances.flatMap(({ zone, serviceTasks }) =>
    Array<string>(serviceTasks).fill(zone),
  );
  const counts = countBy(tasks, (zone) => zone);
  return ({ zone }) => counts.get(zone) ?? 0;
}
