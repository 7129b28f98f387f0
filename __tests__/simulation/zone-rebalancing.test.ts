import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleService } from "../../src/simulation/service-scheduler";
import type { ServiceState } from "../../src/simulation/service-tasks";
import {
  type RebalancingSettings,
  rebalancingObstacles,
  zoneToRebalanceTo,
} from "../../src/simulation/zone-rebalancing";
import { applyPass, healthyTasks, service, taskOf } from "./support/service";

const REBALANCING =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html";

const settings: RebalancingSettings = {
  availabilityZoneRebalancing: "ENABLED",
  placementStrategies: [{ type: "spread", field: "attribute:ecs.availability-zone" }],
  maximumPercent: 200,
  constrainedToZones: false,
};
const zones = ["a", "b"];
const uneven = service({ desiredCount: 4, tasks: healthyTasks("a", 4) });

describe("zone rebalancing", () => {
  it.each<{
    behaviour: string;
    changes?: Partial<RebalancingSettings>;
    state?: ServiceState;
    zone?: string;
    source: string;
  }>([
    { behaviour: "starts a task in the zone with the fewest", zone: "b", source: REBALANCING },
    {
      behaviour: "leaves a difference of one",
      state: service({ desiredCount: 3, tasks: [...healthyTasks("a", 2), taskOf("b1")] }),
      source: REBALANCING,
    },
    {
      behaviour: "waits for the steady state",
      state: { ...uneven, desiredCount: 5 },
      source: REBALANCING,
    },
    {
      behaviour: "does nothing when disabled",
      changes: { availabilityZoneRebalancing: "DISABLED" },
      source: REBALANCING,
    },
    {
      behaviour: "works without placement strategies",
      changes: { placementStrategies: [] },
      zone: "b",
      source: REBALANCING,
    },
    {
      behaviour: "needs the zone as the first strategy",
      changes: {
        placementStrategies: [
          { type: "spread", field: "instanceId" },
          ...settings.placementStrategies,
        ],
      },
      source: REBALANCING,
    },
    {
      behaviour: "needs maximumPercent above 100",
      changes: { maximumPercent: 100 },
      source: REBALANCING,
    },
    {
      behaviour: "needs no constraint on zones",
      changes: { constrainedToZones: true },
      source: REBALANCING,
    },
    {
      behaviour: "needs a maximumPercent that allows one more task",
      changes: { maximumPercent: 120 },
      state: { ...uneven, maximumPercent: 120 },
      source: REBALANCING,
    },
  ])("$behaviour", ({ changes, state = uneven, zone, source }) => {
    expect(zoneToRebalanceTo({ ...settings, ...changes }, state, zones), source).toBe(zone);
  });

  it("launches no instance, so moves nothing where no other zone has one", () => {
    expect(zoneToRebalanceTo(settings, uneven, ["a"]), REBALANCING).toBeUndefined();
  });

  it("says everything that keeps it from working", () => {
    expect(
      rebalancingObstacles({ ...settings, maximumPercent: 100, constrainedToZones: true }),
      REBALANCING,
    ).toEqual(["maximumPercent is not above 100", "a placement constraint names the zone"]);
  });

  it("starts before it stops, and ends with zones that differ by no more than one", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(counts, (perZone) => {
        const names = ["a", "b", "c"].slice(0, perZone.length);
        const tasks = names.flatMap((zone, index) => healthyTasks(zone, perZone[index] ?? 0));
        fc.pre(tasks.length > 0);
        let state = service({ desiredCount: tasks.length, tasks });
        for (let step = 0; step < 40; step++) {
          const zone = zoneToRebalanceTo(settings, state, names);
          const pass = scheduleService(state);
          state = applyPass(
            state,
            { ...pass, start: zone ? 1 : pass.start },
            { ...(zone && { zone }), startedForRebalancing: zone !== undefined },
          );
          const healthy = state.tasks.filter(({ health }) => health === "HEALTHY");
          expect(healthy.length).toBeGreaterThanOrEqual(tasks.length);
          expect(state.tasks.length).toBeLessThanOrEqual(tasks.length + 1);
        }
        const left = names.map((zone) => state.tasks.filter((task) => task.zone === zone).length);
        expect(state.tasks.length).toBe(tasks.length);
        expect(Math.max(...left) - Math.min(...left)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
