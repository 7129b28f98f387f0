import { describe, expect, it } from "vitest";
import { scopeOf } from "../../src/drill/environment-scope";
import { findStuck } from "../../src/drill/stuck";
import { release } from "../../src/drill/unstick";
import type { AwsClients } from "../../src/topology/live/clients";
import { environment } from "../support/environments";
import {
  A,
  B,
  instance,
  member,
  registration,
  steady,
  task,
  withGroup,
} from "./support/observations";

/** As it was seen in the field: two tasks that never end, and the instance that waits for them. */
const seized = withGroup(
  { members: [member("1", A), member("2", B), member("3", B, "Terminating:Wait")] },
  steady({
    tasks: [
      ...steady().tasks,
      ...["3", "4"].map((id) =>
        task(id, B, {
          desiredStatus: "STOPPED",
          containerInstanceArn: registration("3").arn,
        }),
      ),
    ],
    containerInstances: [...steady().containerInstances, registration("3")],
    instances: [...steady().instances, instance("3", B, "stopped")],
  }),
);

function recording(hooks: readonly string[]) {
  const sent: object[] = [];
  const send = async (command: { readonly input: object }) => {
    sent.push({ [command.constructor.name]: command.input });
    return { LifecycleHooks: hooks.map((LifecycleHookName) => ({ LifecycleHookName })) };
  };
  return { sent, clients: { ecs: { send }, autoScaling: { send } } as unknown as AwsClients };
}

describe("what is stuck", () => {
  it("is let go of: the registration once, and the instance by ECS's own hook", async () => {
    const { sent, clients } = recording(["other-hook", "ecs-managed-draining-termination-hook"]);
    await release(clients, scopeOf(environment()), findStuck(seized));
    expect(sent).toEqual([
      {
        DeregisterContainerInstanceCommand: {
          cluster: "taskmanager-cluster",
          containerInstance: registration("3").arn,
          force: true,
        },
      },
      { DescribeLifecycleHooksCommand: { AutoScalingGroupName: "taskmanager-demo" } },
      {
        CompleteLifecycleActionCommand: {
          AutoScalingGroupName: "taskmanager-demo",
          LifecycleHookName: "ecs-managed-draining-termination-hook",
          InstanceId: "i-3",
          LifecycleActionResult: "CONTINUE",
        },
      },
    ]);
  });

  it("is no instance that drains tasks, whoever's they are", () => {
    const draining = withGroup(
      { members: [member("1", A), member("2", B), member("3", B, "Terminating:Wait")] },
      steady({
        containerInstances: [...steady().containerInstances, registration("3")],
        instances: [...steady().instances, instance("3", B)],
      }),
    );
    expect(findStuck(draining)).toEqual([]);
  });

  it("stays where it waits for someone else's hook", async () => {
    const { sent, clients } = recording(["other-hook"]);
    const { done } = await release(clients, scopeOf(environment()), findStuck(seized));
    expect(JSON.stringify(sent)).not.toMatch(/CompleteLifecycleAction/);
    expect(done).toContain("i-3 waits for a hook that is not ECS's: left as it is");
  });

  it("is released as far as AWS lets it be, and the rest is named with the reason", async () => {
    const { sent, clients } = recording(["ecs-managed-draining-termination-hook"]);
    clients.ecs.send = () =>
      Promise.reject(
        Object.assign(new Error("ecs:DeregisterContainerInstance is not allowed"), {
          name: "AccessDeniedException",
        }),
      );
    const { done, refused } = await release(clients, scopeOf(environment()), findStuck(seized));
    expect(done).toEqual(["let i-3 leave taskmanager-demo"]);
    expect(refused).toEqual([
      "i-3 could not be released: a permission is missing: ecs:DeregisterContainerInstance is not allowed",
    ]);
    expect(JSON.stringify(sent)).toMatch(/CompleteLifecycleAction/);
  });

  it("is nothing in a deployment that stands still", () => {
    expect(findStuck(steady())).toEqual([]);
  });
});
