import { describe, expect, it } from "vitest";
import { failingShares, timelineOf } from "../../src/simulation/timeline";
import { deployment, scenario } from "./support/deployment";

describe("the timeline of a run", () => {
  const fault = scenario({ fault: "blackhole", nodeLost: true });
  const timeline = timelineOf(deployment(), fault, 1, 0);

  it("has as many failed requests as the run", () => {
    const shares = failingShares(timeline.stretches, 1_000, fault.horizonMs);
    const seconds = shares.reduce((sum, share) => sum + share, 0);
    expect(seconds * 1_000).toBeCloseTo(timeline.result.failedMs, 3);
  });

  it("follows a share that moves evenly", () => {
    const stretch = { fromMs: 500, toMs: 2_500, fromShare: 1, toShare: 0 };
    expect(failingShares([stretch], 1_000, 3_000)).toEqual([0.4375, 0.5, 0.0625]);
  });

  it("begins with all well, and loses the zone at once", () => {
    const zone = (tasks: object, instances: object) =>
      expect.objectContaining({ tasks, instances });
    expect(timeline.before.zones).toEqual({
      a: zone({ pending: 0, running: 1, serving: 1 }, { booting: 0, running: 1 }),
      b: zone({ pending: 0, running: 1, serving: 1 }, { booting: 0, running: 1 }),
    });
    expect(timeline.snapshots[0]?.zones["a"]).toEqual(
      zone({ pending: 0, running: 0, serving: 0 }, { booting: 0, running: 0 }),
    );
  });

  it("ends with every task in the zone that is left", () => {
    expect(timeline.snapshots.at(-1)?.zones["b"]?.tasks.serving).toBe(2);
  });
});
