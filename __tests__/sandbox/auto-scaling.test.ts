import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sandboxLatencyMs } from "../../src/sandbox/latencies";
import {
  type AssumedLatency,
  BOOT_TO_REGISTERED,
  FAILED_LAUNCH_RETRIED,
  IMPAIRED_INSTANCE_REPLACED,
  STOPPED_INSTANCE_NOTICED,
} from "../../src/simulation/latencies";
import { AutoScalingWorld, type Value } from "./support/auto-scaling-world";

describe("an Auto Scaling group of the sandbox", () => {
  let world: AutoScalingWorld;
  const seconds = (latency: AssumedLatency) => sandboxLatencyMs(latency) / 1_000;

  beforeEach(() => {
    vi.useFakeTimers();
    world = new AutoScalingWorld();
  });
  afterEach(() => {
    world.clock.stop();
    vi.useRealTimers();
  });

  async function withGroup(settings?: Readonly<Record<string, Value>>): Promise<void> {
    await world.createGroup(settings);
    await world.boot();
  }

  it("launches over its zones, and puts in service what has booted", async () => {
    await world.createGroup();
    await world.pass(seconds(BOOT_TO_REGISTERED));
    const states = async () =>
      (await world.group())["Instances"].map(
        (each: Record<string, string>) => `${each["AvailabilityZone"]} ${each["LifecycleState"]}`,
      );
    expect(await states()).toEqual(["eu-north-1a Pending", "eu-north-1b Pending"]);
    await world.pass(2);
    expect(await states()).toEqual(["eu-north-1a InService", "eu-north-1b InService"]);
  });

  it("gives back its settings, and what each instance was launched from", async () => {
    await withGroup({
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "3" },
          Overrides: [{ InstanceType: "m6i.large" }, { InstanceType: "m5.large" }],
        },
      },
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-only" },
      DefaultInstanceWarmup: "120",
      MaxInstanceLifetime: "864000",
    });
    await world.call("SuspendProcesses", { ScalingProcesses: ["AZRebalance"] });
    const group = await world.group();
    expect(group).toMatchObject({
      MinSize: "2",
      DesiredCapacity: "2",
      AvailabilityZones: ["eu-north-1a", "eu-north-1b"],
      InstanceMaintenancePolicy: { MinHealthyPercentage: "100", MaxHealthyPercentage: "200" },
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-only" },
      DefaultInstanceWarmup: "120",
      MaxInstanceLifetime: "864000",
      SuspendedProcesses: [{ ProcessName: "AZRebalance" }],
    });
    expect(group["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]).toHaveLength(2);
    expect(group["Instances"][0]).toMatchObject({
      InstanceType: "m6i.large",
      LaunchTemplate: { LaunchTemplateName: "container-instances", Version: "3" },
      HealthStatus: "Healthy",
    });
  });

  it.each<[string, Record<string, Value>, (group: Record<string, Value>) => unknown, unknown]>([
    [
      "a policy that is removed with -1",
      { InstanceMaintenancePolicy: { MinHealthyPercentage: "-1", MaxHealthyPercentage: "-1" } },
      (group) => group["InstanceMaintenancePolicy"],
      undefined,
    ],
    [
      "a launch template that gives way to a mixed instances policy",
      { MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ InstanceType: "m5.large" }] } } },
      (group) => group["LaunchTemplate"],
      undefined,
    ],
    [
      "a desired capacity that follows a raised minimum",
      { MinSize: "3" },
      (group) => group["DesiredCapacity"],
      "3",
    ],
  ])("takes an update of %s", async (_, changes, read, expected) => {
    await withGroup();
    await world.call("UpdateAutoScalingGroup", changes);
    expect(read(await world.group())).toEqual(expected);
  });

  it.each([
    ["SetDesiredCapacity", { DesiredCapacity: "5" }, /value 5 is above max value 4/],
    ["UpdateAutoScalingGroup", { DesiredCapacity: "1" }, /min size:2 and max size:4/],
    ["DeleteAutoScalingGroup", {}, /^ResourceInUse/],
    ["SetInstanceProtection", { InstanceIds: ["i-0"] }, /i-0 is not part of Auto Scaling group/],
    ["TerminateInstanceInAutoScalingGroup", { InstanceId: "i-0" }, /No managed instance found/],
  ])("refuses %s with %o", async (action, parameters, message) => {
    await withGroup();
    expect(await world.refusal(action, parameters)).toMatch(message);
  });

  describe("replaces", () => {
    it("a stopped instance as soon as it has noticed", async () => {
      await withGroup();
      const lost = world.in("a");
      await world.fleet.stop(lost.id);
      await world.pass(seconds(STOPPED_INSTANCE_NOTICED) - 1);
      expect(world.zones()).toEqual(["b"]);
      await world.pass(2);
      expect(world.zones()).toEqual(["b", "a"]);
      expect(lost.state).toBe("terminated");
      expect(await world.causes()).toEqual([
        "an instance was launched in response to an unhealthy instance needing to be replaced.",
        "an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.",
        ...(await world.causes()).slice(-2),
      ]);
    });

    it("an impaired instance when its checks have failed for long, the new one first", async () => {
      await withGroup();
      const lost = world.in("a");
      world.fleet.impair(lost.id);
      await world.pass(seconds(IMPAIRED_INSTANCE_REPLACED) - 1);
      expect(world.zones()).toEqual(["a", "b"]);
      await world.pass(2);
      expect(world.zones()).toEqual(["a", "b", "a"]);
      await world.boot();
      expect(lost.state).toBe("terminated");
      expect(world.zones()).toEqual(["b", "a"]);
    });

    it("no impaired instance within its grace period", async () => {
      await withGroup({ HealthCheckGracePeriod: "900" });
      world.fleet.impair(world.in("a").id);
      await world.pass(890);
      expect(world.fleet.instances.size).toBe(2);
      await world.pass(20);
      expect(world.fleet.instances.size).toBe(3);
    });

    it("no instance that recovers before", async () => {
      await withGroup();
      world.fleet.impair(world.in("a").id);
      await world.pass(seconds(IMPAIRED_INSTANCE_REPLACED) - 10);
      world.fleet.recover(world.in("a").id);
      await world.pass(600);
      expect(world.fleet.instances.size).toBe(2);
    });

    it("an instance that is reported unhealthy, but not within its grace period", async () => {
      await withGroup({ HealthCheckGracePeriod: "300" });
      const report = (ShouldRespectGracePeriod: string) =>
        world.call("SetInstanceHealth", {
          InstanceId: world.in("a").id,
          HealthStatus: "Unhealthy",
          ShouldRespectGracePeriod,
        });
      await report("true");
      await world.pass(10);
      expect(world.fleet.instances.size).toBe(2);
      await report("false");
      await world.pass(2);
      expect(world.fleet.instances.size).toBe(3);
      await world.boot();
      expect((await world.causes())[0]).toMatch(/in response to a user health-check/);
    });
  });

  it("turns to another zone while launches fail in one, and evens out when they work", async () => {
    await withGroup();
    world.failLaunchesIn("eu-north-1a");
    await world.fleet.stop(world.in("a").id);
    await world.pass(seconds(STOPPED_INSTANCE_NOTICED) + 5);
    expect(world.zones()).toEqual(["b", "b"]);
    const { Activities } = await world.call("DescribeScalingActivities");
    expect(Activities[1]).toMatchObject({
      StatusCode: "Failed",
      StatusMessage:
        "We currently do not have sufficient t3.small capacity in the Availability Zone you requested (eu-north-1a). Launching EC2 instance failed.",
    });
    world.failLaunchesIn();
    await world.pass(seconds(FAILED_LAUNCH_RETRIED) + 100);
    expect(world.zones()).toEqual(["b", "a"]);
    expect((await world.causes()).join()).toMatch(/to aid in balancing the group's zones/);
  });

  it("tries the failing zone again and again with balanced-only", async () => {
    await withGroup({
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-only" },
    });
    world.failLaunchesIn("eu-north-1a");
    await world.fleet.stop(world.in("a").id);
    await world.pass(2 * seconds(FAILED_LAUNCH_RETRIED) + seconds(STOPPED_INSTANCE_NOTICED) + 10);
    expect(world.zones()).toEqual(["b"]);
    const failures = world.events.filter(({ type }) => type === "group.launch-failed");
    expect(failures).toHaveLength(3);
  });

  it("launches nothing in a zone that is shifted away from", async () => {
    await withGroup();
    expect(world.autoScaling.shiftable).toEqual([]);
    await world.call("UpdateAutoScalingGroup", {
      AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: "true" },
    });
    const [group] = world.autoScaling.shiftable;
    world.autoScaling.followShifts((arn, zone) => arn === group?.arn && zone === "eu-north-1a");
    await world.fleet.stop(world.in("a").id);
    await world.pass(seconds(STOPPED_INSTANCE_NOTICED) + 5);
    expect(world.zones()).toEqual(["b", "b"]);
    world.autoScaling.followShifts(() => false);
    await world.pass(200);
    expect(world.zones()).toEqual(["b", "a"]);
  });

  it.each([
    ["Launch", ["b"]],
    ["Terminate", ["b"]],
    ["ReplaceUnhealthy", ["b"]],
    ["HealthCheck", ["b"]],
    ["ScheduledActions", ["b", "a"]],
  ])("with %s suspended, a stopped instance leaves it with %o", async (process, zones) => {
    await withGroup();
    await world.call("SuspendProcesses", { ScalingProcesses: [process] });
    await world.fleet.stop(world.in("a").id);
    await world.pass(60);
    expect(world.zones()).toEqual(zones);
    await world.call("ResumeProcesses");
    await world.pass(60);
    expect(world.zones()).toEqual(["b", "a"]);
  });

  describe("asked to terminate an instance", () => {
    const terminate = (id: string, shrink: boolean) =>
      world.call("TerminateInstanceInAutoScalingGroup", {
        InstanceId: id,
        ShouldDecrementDesiredCapacity: String(shrink),
      });

    it("replaces it", async () => {
      await withGroup();
      const { id } = world.in("a");
      const { Activity } = await terminate(id, false);
      expect(Activity["Description"]).toBe(`Terminating EC2 instance: ${id}`);
      await world.pass(5);
      expect(world.zones()).toEqual(["b", "a"]);
    });

    it("shrinks, where it is told so and may", async () => {
      await withGroup({ DesiredCapacity: "3" });
      const { Activity } = await terminate(world.in("a").id, true);
      expect(Activity["Cause"]).toMatch(/a user request, shrinking the capacity from 3 to 2\.$/);
      await world.boot();
      expect(world.live()).toHaveLength(2);
      await expect(terminate(world.in("a").id, true)).rejects.toThrow("desiredSize equals minSize");
    });
  });

  it("says why its capacity changed, in the words of AWS", async () => {
    await withGroup();
    await world.call("SetDesiredCapacity", { DesiredCapacity: "3" });
    await world.boot();
    await world.call("UpdateAutoScalingGroup", { DesiredCapacity: "2" });
    await world.pass(2);
    expect((await world.causes()).slice(0, 3)).toEqual([
      "a user request update of AutoScalingGroup constraints to min: 2, max: 4, desired: 2 changing the desired capacity from 3 to 2.  an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2.  instance i-1 was selected for termination.",
      "a user request explicitly set group desired capacity changing the desired capacity from 2 to 3.  an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 3.",
      "a user request created an AutoScalingGroup changing the desired capacity from 0 to 2.  an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2.",
    ]);
  });

  it("knows which group an instance is in", async () => {
    await withGroup();
    const { AutoScalingInstances } = await world.call("DescribeAutoScalingInstances", {
      InstanceIds: [world.in("b").id],
    });
    expect(AutoScalingInstances).toMatchObject([
      { AutoScalingGroupName: "capacity", LifecycleState: "InService", HealthStatus: "HEALTHY" },
    ]);
  });

  it("is deleted with its instances by force, those on their way included", async () => {
    await withGroup();
    await world.call("SetDesiredCapacity", { DesiredCapacity: "4" });
    await world.pass(2);
    await world.call("DeleteAutoScalingGroup", { ForceDelete: "true" });
    await world.pass(60);
    expect(world.live()).toEqual([]);
    expect(world.fleet.instances.size).toBe(4);
  });
});
