import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LifecycleHook } from "../../src/sandbox/auto-scaling/group";
import { LifecycleAction } from "../../src/sandbox/auto-scaling/lifecycle-action";
import { CapacityProviders } from "../../src/sandbox/capacity-providers";
import { DRAINING_HOOK, ManagedDraining } from "../../src/sandbox/managed-draining";
import { AutoScalingWorld } from "./support/auto-scaling-world";
import { providerAction } from "./support/capacity-provider";

describe("lifecycle hooks of a group", () => {
  let world: AutoScalingWorld;

  beforeEach(async () => {
    vi.useFakeTimers();
    world = new AutoScalingWorld();
    await world.createGroup();
    await world.boot();
  });
  afterEach(() => {
    world.clock.stop();
    vi.useRealTimers();
  });

  const stateOf = async (id: string) =>
    (await world.group())["Instances"].find(
      (each: Record<string, string>) => each["InstanceId"] === id,
    )?.["LifecycleState"];

  const terminate = (InstanceId: string) =>
    world.call("TerminateInstanceInAutoScalingGroup", {
      InstanceId,
      ShouldDecrementDesiredCapacity: "false",
    });

  describe("on the way out", () => {
    let leaving: string;

    beforeEach(async () => {
      await world.call("PutLifecycleHook", {
        LifecycleHookName: "goodbye",
        LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        HeartbeatTimeout: "300",
      });
      leaving = world.in("a").id;
      await terminate(leaving);
      await world.pass(1);
    });

    it("hold the instance, while its replacement is launched", async () => {
      await world.pass(290);
      expect(await stateOf(leaving)).toBe("Terminating:Wait");
      expect(world.zones()).toEqual(["a", "b", "a"]);
    });

    it("let it go when told so", async () => {
      await world.call("CompleteLifecycleAction", {
        LifecycleHookName: "goodbye",
        InstanceId: leaving,
        LifecycleActionResult: "CONTINUE",
      });
      await world.pass(1);
      expect(await stateOf(leaving)).toBeUndefined();
    });

    it("let it go when no heartbeat comes", async () => {
      await world.pass(250);
      await world.call("RecordLifecycleActionHeartbeat", {
        LifecycleHookName: "goodbye",
        InstanceId: leaving,
      });
      await world.pass(290);
      expect(await stateOf(leaving)).toBe("Terminating:Wait");
      await world.pass(20);
      expect(await stateOf(leaving)).toBeUndefined();
    });

    it("let it go when they are deleted", async () => {
      await world.call("DeleteLifecycleHook", { LifecycleHookName: "goodbye" });
      await world.pass(1);
      expect(await stateOf(leaving)).toBeUndefined();
      expect(await world.call("DescribeLifecycleHooks")).toEqual({ LifecycleHooks: "" });
    });

    it("let go of nothing that does not wait", async () => {
      expect(
        await world.refusal("CompleteLifecycleAction", {
          LifecycleHookName: "goodbye",
          InstanceId: world.in("b").id,
        }),
      ).toMatch(/No active Lifecycle Action found with instance ID/);
    });
  });

  it("hold an instance no longer than 48 hours, whatever the heartbeats", async () => {
    await world.call("PutLifecycleHook", {
      LifecycleHookName: "goodbye",
      LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
    });
    const { group, member } = world.autoScaling.groups.withInstance(world.in("a").id);
    const hook = group.hooks.get("goodbye") as LifecycleHook;
    // Nothing else is to go by the clock for so long.
    world.clock.stop();
    const action = new LifecycleAction(group, hook, member, world.clock);
    for (let hour = 0; hour < 47; hour++) {
      await world.pass(3_600 - 1);
      action.recordHeartbeat();
    }
    expect(action.isWaiting).toBe(true);
    await world.pass(3_600 - 1);
    action.recordHeartbeat();
    await world.pass(48);
    expect(action.isWaiting).toBe(false);
  });

  it("hold an instance on its way in, and terminate it where it is abandoned", async () => {
    await world.call("PutLifecycleHook", {
      LifecycleHookName: "welcome",
      LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
    });
    await world.call("SetDesiredCapacity", { DesiredCapacity: "3" });
    await world.boot();
    const arriving = world.live()[2]?.id as string;
    expect(await stateOf(arriving)).toBe("Pending:Wait");
    await world.call("CompleteLifecycleAction", {
      LifecycleHookName: "welcome",
      InstanceId: arriving,
      LifecycleActionResult: "ABANDON",
    });
    await world.pass(5);
    expect(world.fleet.instances.get(arriving)?.state).toBe("terminated");
    expect(world.live()).toHaveLength(3);
  });

  describe("of managed draining", () => {
    const tasks = new Set<string>();
    let providers: CapacityProviders;

    beforeEach(async () => {
      tasks.clear();
      providers = new CapacityProviders();
      new ManagedDraining(
        providers,
        world.autoScaling,
        (id) => tasks.has(id),
        world.clock,
        world.log,
      );
      const { AutoScalingGroupARN } = await world.group();
      await providerAction(providers, "CreateCapacityProvider", AutoScalingGroupARN);
    });

    const hooks = async () =>
      (await world.call("DescribeLifecycleHooks"))["LifecycleHooks"] as Record<string, string>[];

    it("are there while the capacity provider drains, which it says of itself", async () => {
      const { AutoScalingGroupARN: arn } = await world.group();
      expect(await hooks()).toMatchObject([
        { LifecycleHookName: DRAINING_HOOK, HeartbeatTimeout: "3600", DefaultResult: "CONTINUE" },
      ]);
      expect(await providerAction(providers, "DescribeCapacityProviders", arn)).toBe("ENABLED");
      await providerAction(providers, "UpdateCapacityProvider", arn, "DISABLED");
      expect(await hooks()).toBe("");
      expect(await providerAction(providers, "DescribeCapacityProviders", arn)).toBe("DISABLED");
    });

    it("hold an instance, and drain it, as long as it has tasks", async () => {
      const leaving = world.in("a");
      tasks.add(leaving.id);
      await terminate(leaving.id);
      await world.pass(4_000);
      expect(leaving).toMatchObject({ state: "running", draining: true });
      tasks.delete(leaving.id);
      await world.pass(2);
      expect(leaving.state).toBe("terminated");
    });

    it("let an empty instance go at once", async () => {
      const leaving = world.in("a");
      await terminate(leaving.id);
      await world.pass(2);
      expect(leaving.state).toBe("terminated");
    });
  });
});
