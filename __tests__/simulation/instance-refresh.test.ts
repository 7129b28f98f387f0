import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcileGroup } from "../../src/simulation/instance-group";
import {
  type RefreshInstance,
  type RefreshPreferences,
  refreshInstances,
} from "../../src/simulation/instance-refresh";
import { maintenanceBounds } from "../../src/simulation/maintenance-policy";

const OVERVIEW =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html";
const PREFERENCES =
  "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html";

const launchFirst: RefreshPreferences = {
  minHealthyPercentage: 100,
  maxHealthyPercentage: 200,
  scaleInProtectedInstances: "Refresh",
};
const terminateFirst = { ...launchFirst, minHealthyPercentage: 50, maxHealthyPercentage: 100 };

/** In service for long, in the zone that its id begins with. */
function instance(id: string, changes: Partial<RefreshInstance> = {}): RefreshInstance {
  return {
    id,
    zone: id.charAt(0),
    lifecycleState: "InService",
    condition: "healthy",
    protectedFromScaleIn: false,
    outdated: false,
    warm: true,
    ...changes,
  };
}

const outdated = (...ids: string[]) => ids.map((id) => instance(id, { outdated: true }));
const guarded = (...ids: string[]) =>
  ids.map((id) => instance(id, { outdated: true, protectedFromScaleIn: true }));
const fresh = (...ids: string[]) => ids.map((id) => instance(id));
const cold = (...ids: string[]) => ids.map((id) => instance(id, { warm: false }));
const booting = (...ids: string[]) =>
  ids.map((id) => instance(id, { lifecycleState: "Pending", warm: false }));

describe("one pass of an instance refresh", () => {
  it.each<{
    behaviour: string;
    preferences?: Partial<RefreshPreferences>;
    desired?: number;
    instances: readonly RefreshInstance[];
    terminate?: readonly string[];
    replaced?: readonly string[];
    waiting?: boolean;
    source: string;
  }>([
    {
      behaviour: "lets the group launch ahead where more than 100 % may stand",
      instances: outdated("a1", "b1"),
      replaced: ["a1", "b1"],
      source: OVERVIEW,
    },
    {
      behaviour: "keeps the old instances until the new ones have warmed up",
      instances: [...outdated("a1", "b1"), ...cold("a2"), ...booting("b2")],
      replaced: ["a1", "b1"],
      source: PREFERENCES,
    },
    {
      behaviour: "terminates one for each that is ready",
      instances: [...outdated("a1", "b1"), ...fresh("a2"), ...cold("b2")],
      terminate: ["a1"],
      replaced: ["b1"],
      source: OVERVIEW,
    },
    {
      behaviour: "launches no further ahead than the greatest percentage",
      preferences: { maxHealthyPercentage: 150 },
      instances: outdated("a1", "b1"),
      replaced: ["a1"],
      source: PREFERENCES,
    },
    {
      behaviour: "terminates first, down to the least percentage, where 100 % is the most",
      preferences: terminateFirst,
      instances: outdated("a1", "b1"),
      terminate: ["a1"],
      source: OVERVIEW,
    },
    {
      behaviour: "waits there for the replacement",
      preferences: terminateFirst,
      instances: [...outdated("b1"), ...cold("a2")],
      source: OVERVIEW,
    },
    {
      behaviour: "replaces one at a time where 100 % is both the least and the most",
      preferences: { maxHealthyPercentage: 100 },
      instances: outdated("a1", "b1"),
      terminate: ["a1"],
      source: PREFERENCES,
    },
    {
      behaviour: "and waits there for the replacement too",
      preferences: { maxHealthyPercentage: 100 },
      instances: [...outdated("b1"), ...cold("a2")],
      source: PREFERENCES,
    },
    {
      behaviour: "leaves what is up to date",
      instances: fresh("a1", "b1"),
      source: PREFERENCES,
    },
    {
      behaviour: "replaces protected instances with Refresh",
      instances: guarded("a1", "b1"),
      replaced: ["a1", "b1"],
      source: PREFERENCES,
    },
    {
      behaviour: "passes over protected instances with Ignore",
      preferences: { scaleInProtectedInstances: "Ignore" },
      instances: [...guarded("a1"), ...outdated("b1")],
      replaced: ["b1"],
      source: PREFERENCES,
    },
    {
      behaviour: "waits for protected instances with Wait",
      preferences: { scaleInProtectedInstances: "Wait" },
      instances: [...guarded("a1"), ...fresh("b1")],
      waiting: true,
      source: PREFERENCES,
    },
    {
      behaviour: "replaces the others meanwhile",
      preferences: { scaleInProtectedInstances: "Wait" },
      instances: [...guarded("a1"), ...outdated("b1")],
      replaced: ["b1"],
      source: PREFERENCES,
    },
  ])("$behaviour", (row) => {
    const { preferences, desired = 2, instances, terminate = [], replaced = [] } = row;
    const pass = refreshInstances({ ...launchFirst, ...preferences }, desired, instances);
    expect(pass.terminate, row.source).toEqual(terminate);
    expect(pass.replaced, row.source).toEqual(replaced);
    expect(pass.waiting, row.source).toBe(row.waiting ?? false);
  });

  const anyPreferences = fc
    .record({
      minHealthyPercentage: fc.integer({ min: 0, max: 100 }),
      maxHealthyPercentage: fc.integer({ min: 100, max: 200 }),
    })
    .map((percentages) => ({ ...launchFirst, ...percentages }));
  const anyGroup = fc.integer({ min: 1, max: 12 }).map((size) => ({
    size,
    instances: Array.from({ length: size }, (_, index) =>
      instance(`${"abc".charAt(index % 3)}-old-${index}`, { outdated: true }),
    ),
  }));

  it("replaces every instance within the percentages, and leaves the zones even", () => {
    fc.assert(
      fc.property(anyPreferences, anyGroup, (preferences, { size, instances: given }) => {
        const { least, most } = maintenanceBounds(size, preferences);
        // 100 % for both leaves no room: one at a time falls below it.
        const floor = Math.min(least, most > size ? size : size - 1);
        let instances = given;
        for (let pass = 0; pass < 40; pass++) {
          instances = advance(preferences, size, instances);
          expect(instances.length).toBeLessThanOrEqual(most);
          expect(instances.filter(({ warm }) => warm).length).toBeGreaterThanOrEqual(floor);
          instances = instances.map((each) => ({
            ...each,
            lifecycleState: "InService",
            warm: true,
          }));
        }
        expect(instances.filter((each) => each.outdated)).toEqual([]);
        const zones = ["a", "b", "c"].map(
          (zone) => instances.filter((each) => each.zone === zone).length,
        );
        expect(instances).toHaveLength(size);
        expect(Math.max(...zones) - Math.min(...zones)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

let launched = 0;

/** The refresh, and the group that launches for what it terminates and replaces. */
function advance(
  preferences: RefreshPreferences,
  desiredCapacity: number,
  instances: readonly RefreshInstance[],
): RefreshInstance[] {
  const { terminate, replaced } = refreshInstances(preferences, desiredCapacity, instances);
  const standing = instances.filter(({ id }) => !terminate.includes(id));
  const group = reconcileGroup(
    {
      desiredCapacity,
      minSize: 0,
      maxSize: desiredCapacity,
      zones: ["a", "b", "c"],
      capacityDistributionStrategy: "balanced-best-effort",
      zonesFailingToLaunch: [],
      zonesShiftedAway: [],
    },
    standing.filter(({ id }) => !replaced.includes(id)),
  );
  expect(group.terminate).toEqual([]);
  return [
    ...standing,
    ...group.launch.map((zone) =>
      instance(`${zone}-new-${launched++}`, { lifecycleState: "Pending", warm: false }),
    ),
  ];
}
