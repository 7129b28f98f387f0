import { isServing, type World } from "./world";

/** What a fault has taken and what it has left, at the moment it struck. */
export interface Standing {
  /** By position of the target group. */
  readonly targets: readonly TargetStanding[];
  /** By position of the service. */
  readonly services: readonly ServiceStanding[];
  /** Instances that run on, by position of the instance group. */
  readonly instancesLeft: readonly number[];
}

export interface TargetStanding {
  /** All of them are in the zone of the fault. */
  readonly lost: number;
  readonly leftByZone: Readonly<Record<string, number>>;
}

export interface ServiceStanding {
  readonly tasks: number;
  readonly tasksLeft: number;
  /** In which it ran before. */
  readonly zones: number;
}

/** @param before of the tasks, as {@link servingTasks} told it before the fault */
export function standingOf(world: World, before: readonly ServiceStanding[]): Standing {
  const { deployment, targets, instances } = world;
  const left = servingTasks(world);
  return {
    targets: deployment.targetGroups.map((_, group) => {
      const own = [...targets].filter((target) => target.group === group);
      const answering = own.filter(({ failure }) => failure === undefined);
      return { lost: own.length - answering.length, leftByZone: countZones(answering) };
    }),
    services: before.map((service, index) => ({
      ...service,
      tasksLeft: left[index]?.tasks ?? 0,
    })),
    instancesLeft: deployment.instanceGroups.map(
      (_, group) =>
        [...instances].filter(
          (instance) =>
            instance.group === group &&
            instance.state === "running" &&
            instance.zone !== world.darkZone,
        ).length,
    ),
  };
}

/** How many tasks of each service serve, and in how many zones. */
export function servingTasks(world: World): ServiceStanding[] {
  return world.deployment.services.map((_, service) => {
    const serving = [...world.tasks].filter(
      (task) => task.service === service && isServing(world, task),
    );
    const zones = Object.keys(countZones(serving.map(({ instance }) => instance))).length;
    return { tasks: serving.length, tasksLeft: serving.length, zones };
  });
}

function countZones(items: readonly { readonly zone: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { zone } of items) {
    counts[zone] = (counts[zone] ?? 0) + 1;
  }
  return counts;
}
