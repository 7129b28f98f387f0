import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CapacityProviders } from "../../src/sandbox/capacity-providers";
import { ManagedScaling } from "../../src/sandbox/managed-scaling";
import type { PendingTasks } from "../../src/simulation/capacity-scaling";
import { AutoScalingWorld, type Value } from "./support/auto-scaling-world";
import { providerAction } from "./support/capacity-provider";

describe("managed scaling of a capacity provider", () => {
  /** Two of them fill a t3.small. */
  const large = { memoryMiB: 900, cpuUnits: 256, hostPorts: [0], networkInterfaces: 0 } as const;
  /** Instances without a task. */
  const empty = new Set<string>();
  let waiting: readonly PendingTasks[];
  let world: AutoScalingWorld;

  beforeEach(() => {
    vi.useFakeTimers();
    world = new AutoScalingWorld();
    waiting = [];
    empty.clear();
  });
  afterEach(() => {
    world.clock.stop();
    vi.useRealTimers();
  });

  async function withProvider(settings: Readonly<Record<string, Value>> = {}): Promise<void> {
    const providers = new CapacityProviders();
    const demand = {
      waitingTasks: (cluster: string) => (cluster === "cluster" ? waiting : []),
      holdsTasks: (id: string) => !empty.has(id),
    };
    new ManagedScaling(providers, world.autoScaling, demand, world.store, world.clock, world.log);
    await world.createGroup({ NewInstancesProtectedFromScaleIn: "true", ...settings });
    const { AutoScalingGroupARN } = await world.group();
    await providerAction(providers, "CreateCapacityProvider", AutoScalingGroupARN);
    // The warm-up of what was launched just now is over.
    await world.pass(180);
  }

  const desired = async () => (await world.group())["DesiredCapacity"];

  it("launches for tasks that find no room", async () => {
    await withProvider();
    waiting = [{ requirements: large, count: 3 }];
    await world.pass(62);
    expect(await desired()).toBe("4");
    expect((await world.causes())[0]).toMatch(
      /^a monitor alarm TargetTracking-capacity-AlarmHigh-provider in state ALARM triggered policy ECSManagedAutoScalingPolicy-\S+ changing the desired capacity from 2 to 4\. {2}an instance was started/,
    );
  });

  it("goes no further while what it launched warms up, nor beyond the group's greatest size", async () => {
    await withProvider();
    waiting = [{ requirements: large, count: 2 }];
    await world.pass(60);
    expect(await desired()).toBe("3");
    waiting = [{ requirements: large, count: 40 }];
    await world.pass(60);
    expect(await desired()).toBe("3");
    await world.pass(120);
    expect(await desired()).toBe("4");
  });

  it("starts a group from nothing with two instances", async () => {
    await withProvider({ MinSize: "0", DesiredCapacity: "0" });
    waiting = [{ requirements: large, count: 1 }];
    await world.pass(60);
    expect(await desired()).toBe("2");
  });

  it("shrinks after 15 minutes with an empty instance, and takes that one", async () => {
    await withProvider({ DesiredCapacity: "3" });
    const { id } = world.in("b");
    empty.add(id);
    await world.pass(14 * 60);
    expect(await desired()).toBe("3");
    await world.pass(2 * 60);
    expect(await desired()).toBe("2");
    expect(world.fleet.instances.get(id)?.state).toBe("terminated");
    await world.pass(30 * 60);
    expect(await desired()).toBe("2");
  });

  it("protects instances with tasks from a scale-in, and no others", async () => {
    await withProvider();
    empty.add(world.in("b").id);
    await world.pass(60);
    const { Instances } = await world.group();
    expect(
      Instances.map((each: Record<string, string>) => [
        each["AvailabilityZone"],
        each["ProtectedFromScaleIn"],
      ]),
    ).toEqual([
      ["eu-north-1a", "true"],
      ["eu-north-1b", "false"],
    ]);
  });
});
