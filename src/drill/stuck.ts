import { instanceOf, type Observation } from "./state/observation";

/** Something that waits for what will not come. */
export type Stuck =
  | {
      readonly kind: "task";
      readonly containerInstanceArn: string;
      readonly instanceId: string;
      readonly description: string;
    }
  | { readonly kind: "instance"; readonly instanceId: string; readonly description: string };

/**
 * A task that still counts as running on an instance that has stopped, and an instance that waits
 * in `Terminating:Wait` for tasks that it no longer runs: ECS then never refills the service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html
 */
export function findStuck(observation: Observation): readonly Stuck[] {
  return [...stuckTasks(observation), ...stuckInstances(observation)];
}

function stuckTasks(observation: Observation): readonly Stuck[] {
  const states = new Map(observation.instances.map(({ id, state }) => [id, state]));
  return observation.tasks.flatMap((task) => {
    const instanceId = instanceOf(observation, task);
    const state = instanceId === undefined ? undefined : states.get(instanceId);
    const isStuck =
      task.lastStatus === "RUNNING" &&
      task.desiredStatus === "STOPPED" &&
      (state === "stopped" || state === "terminated");
    return isStuck && instanceId !== undefined
      ? [
          {
            kind: "task" as const,
            containerInstanceArn: task.containerInstanceArn,
            instanceId,
            description: `the task ${idOf(task.arn)} of ${task.service} counts as running on ${instanceId}, which is ${state}`,
          },
        ]
      : [];
  });
}

/** One that drains tasks which do run is on its way, however long it takes. */
function stuckInstances(observation: Observation): readonly Stuck[] {
  const hosts = new Set(
    observation.containerInstances
      .filter(({ taskCount }) => taskCount > 0)
      .map(({ instanceId }) => instanceId),
  );
  const up = new Set(
    observation.instances.filter(({ state }) => state === "running").map(({ id }) => id),
  );
  return observation.group.members
    .filter(
      ({ instanceId, lifecycle }) =>
        lifecycle === "Terminating:Wait" && !(hosts.has(instanceId) && up.has(instanceId)),
    )
    .map(({ instanceId }) => ({
      kind: "instance",
      instanceId,
      description: `${instanceId} waits in Terminating:Wait, and runs no task`,
    }));
}

function idOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
