import {
  CompleteLifecycleActionCommand,
  DescribeLifecycleHooksCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeregisterContainerInstanceCommand } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../topology/live/clients";
import type { EnvironmentScope } from "./environment-scope";
import type { Stuck } from "./stuck";

/** Which hook ECS's managed draining waits in. */
const DRAINING_HOOK = "ecs-managed-draining-termination-hook";

/**
 * Lets go of what is stuck: a stopped instance's registration, with the tasks that it still counts,
 * and the hook that holds an instance. Neither can be brought back, and neither is worth to be.
 *
 * @returns what was done, for people
 */
export async function release(
  clients: AwsClients,
  { cluster, instanceGroup }: EnvironmentScope,
  stuck: readonly Stuck[],
): Promise<readonly string[]> {
  const registrations = new Map(
    stuck.flatMap((one) =>
      one.kind === "task" ? [[one.containerInstanceArn, one.instanceId] as const] : [],
    ),
  );
  for (const containerInstance of registrations.keys()) {
    await clients.ecs.send(
      new DeregisterContainerInstanceCommand({ cluster, containerInstance, force: true }),
    );
  }
  const waiting = stuck.flatMap((one) => (one.kind === "instance" ? one.instanceId : []));
  const hook = waiting.length === 0 ? undefined : await drainingHook(clients, instanceGroup);
  for (const instance of hook === undefined ? [] : waiting) {
    await clients.autoScaling.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: instanceGroup,
        LifecycleHookName: hook,
        InstanceId: instance,
        LifecycleActionResult: "CONTINUE",
      }),
    );
  }
  return [
    ...[...registrations.values()].map((id) => `deregistered ${id} from ${cluster}`),
    ...waiting.map((id) =>
      hook === undefined
        ? `${id} waits for a hook that is not ECS's: left as it is`
        : `let ${id} leave ${instanceGroup}`,
    ),
  ];
}

async function drainingHook(
  { autoScaling }: AwsClients,
  group: string,
): Promise<string | undefined> {
  const { LifecycleHooks = [] } = await autoScaling.send(
    new DescribeLifecycleHooksCommand({ AutoScalingGroupName: group }),
  );
  return LifecycleHooks.find(({ LifecycleHookName }) => LifecycleHookName === DRAINING_HOOK)
    ?.LifecycleHookName;
}
