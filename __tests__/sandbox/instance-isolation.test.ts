import { describe, expect, it } from "vitest";
import { EventLog } from "../../src/sandbox/event-log";
import { type FleetInstance, InstanceFleet } from "../../src/sandbox/instance-fleet";
import { InstanceIsolation } from "../../src/sandbox/instance-isolation";
import { sandboxLatencyMs } from "../../src/sandbox/latencies";
import { Store } from "../../src/sandbox/store";
import { ZoneFaults } from "../../src/sandbox/zone-faults";
import {
  AGENT_DISCONNECTED,
  BOOT_TO_REGISTERED,
  IMPAIRED_INSTANCE_REPLACED,
} from "../../src/simulation/latencies";
import { SteppedClock } from "./support/stepped-clock";

const STATUS_CHECKS =
  "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html";

/** A fleet in zones a and b, whose store starts whatever is asked for. */
function fleetWithFaults() {
  const clock = new SteppedClock(async () => {});
  const log = new EventLog(clock);
  const faults = new ZoneFaults(log);
  const store = new Store("/nowhere", "eu-north-1");
  let started = 0;
  store.zoneOf = async (subnetId) => subnetId.replace("subnet-", "");
  store.ec2.send = (async ({ input }: { input: { SubnetId?: string } }) =>
    input.SubnetId
      ? { Instances: [{ InstanceId: `i-${started++}`, SubnetId: input.SubnetId }] }
      : { LaunchTemplateVersions: [{ LaunchTemplateData: TEMPLATE }] }) as never;
  const fleet = new InstanceFleet(store, { next: () => "127.0.0.1" }, clock, log);
  fleet.conditions = {
    launchesFailIn: (zone) => faults.isBlack(zone),
    isCutOff: (instance) => faults.isCutOff(instance),
  };
  new InstanceIsolation(fleet, faults, clock, log);
  const launchIn = (zone: string) =>
    fleet.launch({ template: { id: "lt", version: "1" }, subnetId: `subnet-${zone}` });
  return { clock, faults, launchIn };
}

const TEMPLATE = {
  InstanceType: "t3.small",
  UserData: Buffer.from("ECS_CLUSTER=web\n").toString("base64"),
};

/** Whether ECS hears its agent, and whether its status checks pass. */
function standing({ agentConnected, impairedSinceMs }: FleetInstance) {
  return { heard: agentConnected, checked: impairedSinceMs === undefined };
}

describe("an instance in a black zone", () => {
  it("fails its status checks, is soon not heard by ECS, and is well when the zone is back", async () => {
    const { clock, faults, launchIn } = fleetWithFaults();
    const [lost, other] = [await launchIn("a"), await launchIn("b")];
    faults.blacken("a", { loadBalancerNode: "lost" });
    expect(standing(lost)).toEqual({ heard: true, checked: false });
    await clock.advance(sandboxLatencyMs(AGENT_DISCONNECTED));
    expect(standing(lost)).toEqual({ heard: false, checked: false });
    expect(standing(other)).toEqual({ heard: true, checked: true });
    faults.restore("a");
    expect(standing(lost)).toEqual({ heard: true, checked: true });
  });

  it("is not noticed where the zone comes back soon", async () => {
    const { clock, faults, launchIn } = fleetWithFaults();
    const instance = await launchIn("a");
    faults.blacken("a", { loadBalancerNode: "lost" });
    await clock.advance(sandboxLatencyMs(AGENT_DISCONNECTED) - 1);
    faults.restore("a");
    await clock.advance(sandboxLatencyMs(IMPAIRED_INSTANCE_REPLACED));
    expect(standing(instance)).toEqual({ heard: true, checked: true });
  });

  it("cannot be launched", async () => {
    const { faults, launchIn } = fleetWithFaults();
    faults.blacken("a", { loadBalancerNode: "survives" });
    await expect(launchIn("a")).rejects.toThrow(
      /InsufficientInstanceCapacity|sufficient .* capacity/,
    );
    await expect(launchIn("b")).resolves.toBeDefined();
  });
});

describe("an instance behind a network ACL that denies everything", () => {
  it("passes its status checks, but its agent is not heard", async () => {
    const { clock, faults, launchIn } = fleetWithFaults();
    const instance = await launchIn("a");
    faults.denySubnets(new Set(["subnet-a"]));
    await clock.advance(IMPAIRED_INSTANCE_REPLACED.maxMs);
    expect(standing(instance), STATUS_CHECKS).toEqual({ heard: false, checked: true });
  });

  it("can be launched, and registers when it is let through", async () => {
    const { clock, faults, launchIn } = fleetWithFaults();
    faults.denySubnets(new Set(["subnet-a"]));
    const instance = await launchIn("a");
    await clock.advance(BOOT_TO_REGISTERED.maxMs);
    expect(instance.registered).toBe(false);
    faults.denySubnets(new Set());
    await clock.advance(1_000);
    expect(instance.registered).toBe(true);
  });
});
