import {
  CompleteLifecycleActionCommand,
  DescribeLifecycleHooksCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeregisterContainerInstanceCommand } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../topology/live/clients";
import { explained } from "./drill-error";
import type { EnvironmentScope } from "./environment-scope";
import type { Stuck } from "./stuck";

/** Which hook ECS's managed draining waits in. */
const DRAINING_HOOK = "ecs-managed-draining-termination-hook";

export interface Release {
  /** For people, as what follows. */
  readonly done: readonly string[];
  /** What AWS did not let happen, with its reason. */
  readonly refused: readonly string[];
}

/**
 * Lets go of what is stuck: a stopped instance's registration, with the tasks that it still counts,
 * and the hook that holds an instance. Neither can be brought back, and neither is worth to be. One
 * that is refused does not keep the others.
 */
export async function release(
  clients: AwsClients,
  { cluster, instanceGroup }: EnvironmentScope,
  stuck: readonly Stuck[],
): Promise<Release> {
  const done: string[] = [];
  const refused: string[] = [];
  const attempt = async (id: string, act: () => Promise<string>) => {
    try {
      done.push(await act());
    } catch (error) {
      refused.push(`${id} could not be released: ${explained(error).message}`);
    }
  };
  const registrations = new Map(
    stuck.flatMap((one) =>
      one.kind === "task" ? [[one.containerInstanceArn, one.instanceId] as const] : [],
    ),
  );
  for (const [containerInstance, id] of registrations) {
    await attempt(id, async () => {
      await clients.ecs.send(
        new DeregisterContainerInstanceCommand({ cluster, containerInstance, force: true }),
      );
      return `deregistered ${id} from ${cluster}`;
    });
  }
  const waiting = stuck.flatMap((one) => (one.kind === "instance" ? one.instanceId : []));
  for (const id of waiting) {
    await attempt(id, () => letLeave(clients, instanceGroup, id));
  }
  return { done, refused };
}

async function letLeave(clients: AwsClients, group: string, id: string): Promise<string> {
  const hook = await drainingHook(clients, group);
  if (hook === undefined) {
    return `${id} waits for a hook that is not ECS's: left as it is`;
  }
  await clients.autoScaling.send(
    new CompleteLifecycleActionCommand({
      AutoScalingGroupName: group,
      LifecycleHookName: hook,
      InstanceId: id,
      LifecycleActionResult: "CONTINUE",
    }),
  );
  return `let ${id} leave ${group}`;
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
