import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AutoScalingWorld, BOOT_SECONDS, type Value } from "./support/auto-scaling-world";

describe("an instance refresh in the sandbox", () => {
  let world: AutoScalingWorld;

  beforeEach(async () => {
    vi.useFakeTimers();
    world = new AutoScalingWorld();
    await world.createGroup({ NewInstancesProtectedFromScaleIn: "true" });
    await world.boot();
    // As ready as the refresh wants them.
    await world.pass(120);
    await world.call("UpdateAutoScalingGroup", {
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" },
    });
  });
  afterEach(() => {
    world.clock.stop();
    vi.useRealTimers();
  });

  const start = (preferences: Readonly<Record<string, Value>> = {}) =>
    world.call("StartInstanceRefresh", {
      Preferences: {
        MinHealthyPercentage: "100",
        MaxHealthyPercentage: "200",
        InstanceWarmup: "120",
        SkipMatching: "true",
        ScaleInProtectedInstances: "Refresh",
        ...preferences,
      },
    });

  const latest = async () =>
    (await world.call("DescribeInstanceRefreshes"))["InstanceRefreshes"][0];

  const standing = () =>
    world.live().map(({ zone, launchTemplate }) => `${zone.slice(-1)} v${launchTemplate.version}`);

  it("launches ahead, waits for the warm-up, and then lets the old instances go", async () => {
    await start();
    await world.pass(5);
    expect(standing()).toEqual(["a v1", "b v1", "a v2", "b v2"]);
    await world.pass(BOOT_SECONDS + 110);
    expect(standing()).toHaveLength(4);
    expect(await latest()).toMatchObject({ Status: "InProgress", InstancesToUpdate: "2" });
    await world.pass(20);
    expect(standing()).toEqual(["a v2", "b v2"]);
    expect(await latest()).toMatchObject({ Status: "Successful", PercentageComplete: "100" });
    expect(await world.causes()).toEqual([
      "an instance was taken out of service in response to an instance refresh.  instance i-2 was selected for termination.",
      "an instance was taken out of service in response to an instance refresh.  instance i-1 was selected for termination.",
      "an instance was launched in response to an instance refresh.",
      "an instance was launched in response to an instance refresh.",
      ...(await world.causes()).slice(-2),
    ]);
  });

  it("takes one after the other where no more may stand than desired", async () => {
    await start({ MinHealthyPercentage: "50", MaxHealthyPercentage: "100" });
    await world.pass(5);
    expect(standing()).toEqual(["b v1", "a v2"]);
    await world.pass(BOOT_SECONDS + 120 + 5);
    expect(standing()).toEqual(["a v2", "b v2"]);
    await world.pass(100);
    expect((await latest())["Status"], "the last one still warms up").toBe("InProgress");
    await world.pass(65);
    expect((await latest())["Status"]).toBe("Successful");
  });

  it("replaces nothing that matches already", async () => {
    await world.call("UpdateAutoScalingGroup", {
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" },
    });
    await start();
    await world.pass(5);
    expect(standing()).toEqual(["a v1", "b v1"]);
    await world.pass(120);
    expect((await latest())["Status"]).toBe("Successful");
  });

  it("replaces what matches too, unless told to skip it", async () => {
    await world.call("UpdateAutoScalingGroup", {
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" },
    });
    await start({ SkipMatching: "false" });
    await world.pass(300);
    expect(world.fleet.instances.size).toBe(4);
  });

  it("is refused while another is under way", async () => {
    await start();
    expect(await world.refusal("StartInstanceRefresh", {})).toMatch(/^InstanceRefreshInProgress/);
  });

  it("leaves what is under way when it is cancelled", async () => {
    await start();
    await world.pass(5);
    await world.call("CancelInstanceRefresh");
    expect((await latest())["Status"]).toBe("Cancelling");
    await world.pass(60);
    expect((await latest())["Status"]).toBe("Cancelled");
    expect(standing()).toHaveLength(4);
    expect(await world.refusal("CancelInstanceRefresh", {})).toMatch(
      /^ActiveInstanceRefreshNotFound/,
    );
  });

  it("waits an hour for protection to be lifted, and then fails", async () => {
    await start({ ScaleInProtectedInstances: "Wait" });
    await world.pass(3_590);
    expect((await latest())["Status"]).toBe("InProgress");
    await world.pass(20);
    expect((await latest())["Status"]).toBe("Failed");
    expect(standing()).toEqual(["a v1", "b v1"]);
  });

  it("does nothing with its process suspended", async () => {
    await world.call("SuspendProcesses", { ScalingProcesses: ["InstanceRefresh"] });
    await start();
    await world.pass(300);
    expect(standing()).toEqual(["a v1", "b v1"]);
  });

  it.each([
    [{ Preferences: { AutoRollback: "true" } }, "AutoRollback"],
    [{ Preferences: { CheckpointPercentages: ["50"] } }, "CheckpointPercentages"],
    [{ DesiredConfiguration: { LaunchTemplate: { Version: "3" } } }, "DesiredConfiguration"],
  ])("refuses what it does not do: %o", async (parameters, name) => {
    expect(await world.refusal("StartInstanceRefresh", parameters)).toBe(
      `UnsupportedOperation: the sandbox does not implement an instance refresh with ${name}`,
    );
  });
});
