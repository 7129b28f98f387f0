import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type GroupInstance,
  type GroupPass,
  type GroupSettings,
  reconcileGroup,
} from "../../src/simulation/instance-group";
import { maintenanceBounds } from "../../src/simulation/maintenance-policy";

const DISTRIBUTION =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html";
const BENEFITS = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html";
const HEALTH =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html";
const MAINTENANCE =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-maintenance-policy-overview-and-considerations.html";
const PROTECTION =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html";
const TERMINATION =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html";
const SHIFT =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-zonal-shift.html";
const PROCESSES =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html";

const launchFirst = { minHealthyPercentage: 100, maxHealthyPercentage: 200 };

function settings(changes: Partial<GroupSettings> = {}): GroupSettings {
  return {
    desiredCapacity: 2,
    minSize: 0,
    maxSize: 10,
    zones: ["a", "b"],
    capacityDistributionStrategy: "balanced-best-effort",
    zonesFailingToLaunch: [],
    zonesShiftedAway: [],
    maintenancePolicy: launchFirst,
    ...changes,
  };
}

function instance(id: string, changes: Partial<GroupInstance> = {}): GroupInstance {
  return {
    id,
    zone: id.charAt(0),
    lifecycleState: "InService",
    condition: "healthy",
    protectedFromScaleIn: false,
    ...changes,
  };
}

const good = (...ids: string[]) => ids.map((id) => instance(id));
const bad = (...ids: string[]) => ids.map((id) => instance(id, { condition: "unhealthy" }));
const gone = (...ids: string[]) => ids.map((id) => instance(id, { condition: "gone" }));
const pending = (...ids: string[]) => ids.map((id) => instance(id, { lifecycleState: "Pending" }));
const guarded = (...ids: string[]) => ids.map((id) => instance(id, { protectedFromScaleIn: true }));

describe("one pass of an Auto Scaling group", () => {
  it.each<{
    behaviour: string;
    changes?: Partial<GroupSettings>;
    instances: readonly GroupInstance[];
    launch?: readonly string[];
    terminate?: readonly string[];
    source: string;
  }>([
    {
      behaviour: "launches the desired capacity spread over the zones",
      changes: { desiredCapacity: 4 },
      instances: [],
      launch: ["a", "b", "a", "b"],
      source: BENEFITS,
    },
    {
      behaviour: "launches in the zone with the fewest instances",
      changes: { desiredCapacity: 3 },
      instances: good("a1", "a2"),
      launch: ["b"],
      source: BENEFITS,
    },
    {
      behaviour: "does nothing at the desired capacity",
      instances: good("a1", "b1"),
      source: BENEFITS,
    },
    {
      behaviour: "counts what is pending",
      instances: [...good("a1"), ...pending("b1")],
      source: BENEFITS,
    },
    {
      behaviour: "turns to another zone where launches fail",
      changes: { zonesFailingToLaunch: ["b"] },
      instances: good("a1"),
      launch: ["a"],
      source: DISTRIBUTION,
    },
    {
      behaviour: "tries all zones again where launches fail in all",
      changes: { zonesFailingToLaunch: ["a", "b"] },
      instances: good("a1"),
      launch: ["b"],
      source: DISTRIBUTION,
    },
    {
      behaviour: "keeps trying the failing zone with balanced-only",
      changes: { zonesFailingToLaunch: ["b"], capacityDistributionStrategy: "balanced-only" },
      instances: good("a1"),
      launch: ["b"],
      source: DISTRIBUTION,
    },
    {
      behaviour: "launches nothing in a zone that is shifted away from",
      changes: { zonesShiftedAway: ["b"], capacityDistributionStrategy: "balanced-only" },
      instances: good("a1"),
      launch: ["a"],
      source: SHIFT,
    },
    {
      behaviour: "never exceeds its greatest size",
      changes: { desiredCapacity: 9, maxSize: 3 },
      instances: good("a1", "b1"),
      launch: ["a"],
      source: BENEFITS,
    },
    {
      behaviour: "never falls below its least size",
      changes: { desiredCapacity: 0, minSize: 2 },
      instances: good("a1"),
      launch: ["b"],
      source: BENEFITS,
    },
    {
      behaviour: "replaces a stopped instance at once",
      instances: [...good("a1"), ...gone("b1")],
      launch: ["b"],
      terminate: ["b1"],
      source: HEALTH,
    },
    {
      behaviour: "replaces all stopped instances at once, policy or not",
      changes: { desiredCapacity: 4, maintenancePolicy: undefined },
      instances: [...good("a1", "a2"), ...gone("b1", "b2")],
      launch: ["b", "b"],
      terminate: ["b1", "b2"],
      source: HEALTH,
    },
    {
      behaviour: "launches before it terminates an unhealthy instance with 100/200",
      instances: [...good("a1"), ...bad("b1")],
      launch: ["b"],
      source: MAINTENANCE,
    },
    {
      behaviour: "waits until the replacement is in service",
      instances: [...good("a1"), ...bad("b1"), ...pending("b2")],
      source: MAINTENANCE,
    },
    {
      behaviour: "then terminates the unhealthy one",
      instances: [...good("a1", "b2"), ...bad("b1")],
      terminate: ["b1"],
      source: MAINTENANCE,
    },
    {
      behaviour: "replaces one at a time where 110 % rounds to none",
      changes: {
        desiredCapacity: 4,
        maintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 110 },
      },
      instances: [...good("a1", "a2"), ...bad("b1", "b2")],
      launch: ["b"],
      source: MAINTENANCE,
    },
    {
      behaviour: "terminates and launches one at a time without a policy",
      changes: { desiredCapacity: 4, maintenancePolicy: undefined },
      instances: [...good("a1", "a2"), ...bad("b1", "b2")],
      launch: ["b"],
      terminate: ["b1"],
      source: MAINTENANCE,
    },
    {
      behaviour: "and waits for that replacement",
      changes: { desiredCapacity: 4, maintenancePolicy: undefined },
      instances: [...good("a1", "a2"), ...pending("b3"), ...bad("b2")],
      source: MAINTENANCE,
    },
    {
      behaviour: "replaces unhealthy instances in spite of scale-in protection",
      instances: [
        ...good("a1", "b2"),
        instance("b1", { condition: "unhealthy", protectedFromScaleIn: true }),
      ],
      terminate: ["b1"],
      source: PROTECTION,
    },
    {
      behaviour: "scales in from the zone with most instances",
      instances: good("a1", "b1", "b2"),
      terminate: ["b1"],
      source: TERMINATION,
    },
    {
      behaviour: "scales in what is not protected",
      instances: [...good("a1"), ...guarded("b1", "b2")],
      terminate: ["a1"],
      source: PROTECTION,
    },
    {
      behaviour: "does not scale in where all are protected",
      instances: guarded("a1", "b1", "b2"),
      source: PROTECTION,
    },
    {
      behaviour: "rebalances by launching first",
      changes: { desiredCapacity: 3 },
      instances: good("a1", "a2", "a3"),
      launch: ["b"],
      source: BENEFITS,
    },
    {
      behaviour: "then terminates in the fuller zone",
      changes: { desiredCapacity: 3 },
      instances: good("a1", "a2", "a3", "b1"),
      terminate: ["a1"],
      source: BENEFITS,
    },
    {
      behaviour: "may exceed its greatest size to rebalance",
      changes: { desiredCapacity: 3, maxSize: 3 },
      instances: good("a1", "a2", "a3"),
      launch: ["b"],
      source: BENEFITS,
    },
    {
      behaviour: "does not rebalance into a zone where launches fail",
      changes: { desiredCapacity: 3, zonesFailingToLaunch: ["b"] },
      instances: good("a1", "a2", "a3"),
      source: DISTRIBUTION,
    },
    {
      behaviour: "does not rebalance with AZRebalance suspended",
      changes: { desiredCapacity: 3, suspendedProcesses: ["AZRebalance"] },
      instances: good("a1", "a2", "a3"),
      source: PROCESSES,
    },
    {
      behaviour: "replaces nothing with ReplaceUnhealthy suspended",
      changes: { suspendedProcesses: ["ReplaceUnhealthy"] },
      instances: [...good("a1"), ...bad("b1")],
      source: PROCESSES,
    },
    {
      behaviour: "launches nothing with Launch suspended",
      changes: { suspendedProcesses: ["Launch"] },
      instances: good("a1"),
      source: PROCESSES,
    },
    {
      behaviour: "does not count what is terminating",
      instances: [...good("a1"), instance("b1", { lifecycleState: "Terminating" })],
      launch: ["b"],
      source: BENEFITS,
    },
  ])("$behaviour", ({ changes, instances, launch = [], terminate = [], source }) => {
    const pass = reconcileGroup(settings(changes), instances);
    expect(pass.launch, source).toEqual(launch);
    expect(
      pass.terminate.map(({ instanceId }) => instanceId),
      source,
    ).toEqual(terminate);
  });

  const anyInstance = fc.record({
    zone: fc.constantFrom("a", "b", "c"),
    lifecycleState: fc.constantFrom<GroupInstance["lifecycleState"]>(
      "Pending",
      "InService",
      "InService",
      "Terminating",
    ),
    condition: fc.constantFrom<GroupInstance["condition"]>(
      "healthy",
      "healthy",
      "unhealthy",
      "gone",
    ),
  });
  const anyGroup = fc
    .record({
      desiredCapacity: fc.integer({ min: 0, max: 12 }),
      maxSize: fc.integer({ min: 1, max: 12 }),
      maintenancePolicy: fc.constantFrom(
        undefined,
        launchFirst,
        { minHealthyPercentage: 50, maxHealthyPercentage: 100 },
        { minHealthyPercentage: 90, maxHealthyPercentage: 110 },
      ),
    })
    .map((changes) => settings({ zones: ["a", "b", "c"], ...changes }));
  const anyInstances = fc
    .array(anyInstance, { maxLength: 15 })
    .map((all) => all.map((each, index) => instance(`i${index}`, each)));

  it("keeps in service what a launch-first policy asks for while it replaces", () => {
    fc.assert(
      fc.property(anyGroup, anyInstances, (group, instances) => {
        const first = { ...group, maintenancePolicy: launchFirst };
        const desired = Math.min(group.desiredCapacity, group.maxSize);
        const inService = (all: readonly GroupInstance[]) =>
          all.filter(
            ({ lifecycleState, condition }) =>
              lifecycleState === "InService" && condition !== "gone",
          ).length;
        const { least } = maintenanceBounds(desired, launchFirst);
        const before = inService(instances);
        const left = inService(apply(instances, reconcileGroup(first, instances), false));
        expect(left).toBeGreaterThanOrEqual(Math.min(before, least));
      }),
    );
  });

  it("reaches the desired capacity evenly over the zones, and then does nothing", () => {
    fc.assert(
      fc.property(anyGroup, anyInstances, (group, given) => {
        let instances = given;
        for (let pass = 0; pass < 40; pass++) {
          instances = apply(instances, reconcileGroup(group, instances), true);
        }
        expect(reconcileGroup(group, instances)).toEqual({ launch: [], terminate: [] });
        expect(instances.length).toBe(Math.min(group.desiredCapacity, group.maxSize));
        const left = group.zones.map(
          (zone) => instances.filter((each) => each.zone === zone).length,
        );
        expect(Math.max(...left) - Math.min(...left)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

let launched = 0;

/** What a pass comes to: what it terminates is gone, and what was pending before is in service. */
function apply(
  instances: readonly GroupInstance[],
  pass: GroupPass,
  withLaunches: boolean,
): GroupInstance[] {
  const terminated = new Set(pass.terminate.map(({ instanceId }) => instanceId));
  const staying = instances
    .filter(({ id, lifecycleState }) => !terminated.has(id) && lifecycleState !== "Terminating")
    .map((each): GroupInstance => (withLaunches ? { ...each, lifecycleState: "InService" } : each));
  const fresh = pass.launch.map((zone) =>
    instance(`launched-${launched++}`, { zone, lifecycleState: "Pending" }),
  );
  return [...staying, ...(withLaunches ? fresh : [])];
}
