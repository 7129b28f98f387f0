import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresOf, quantile } from "../../src/drill/report/figures";
import { judge } from "../../src/drill/report/verdict";
import type { Observation } from "../../src/drill/state/observation";
import { A, B, steady, target, task, withService } from "./support/observations";
import { INTERVAL_MS, record, requests } from "./support/record";

describe("what clients saw", () => {
  it("is no error window where no request failed", () => {
    const { before, during, after } = figuresOf(record());
    expect([before, during, after].map(({ errorWindowMs }) => errorWindowMs)).toEqual([0, 0, 0]);
    expect([before, during, after].map(({ requests: count }) => count)).toEqual([200, 1_200, 600]);
  });

  it("is from the first failed request to the last and one interval, with the classes", () => {
    const samples = [
      ...requests(0, 10_000),
      ...requests(10_000, 11_000, "http 502"),
      ...requests(11_000, 15_000),
      ...requests(15_000, 16_000, "timeout"),
      ...requests(16_000, 100_000),
    ];
    const { during } = figuresOf(record({ samples }));
    expect(during).toMatchObject({
      failed: 40,
      errorWindowMs: 6_000,
      errorsFromMs: 0,
      errorsToMs: 5_950,
    });
    expect([...during.failedByClass]).toEqual([
      ["http 502", 20],
      ["timeout", 20],
    ]);
  });

  it("leaves out of every length what was not measured, since this program was stopped", () => {
    const samples = [
      ...requests(0, 20_000),
      ...requests(20_000, 21_000, "http 502"),
      ...requests(61_000, 62_000, "http 502"),
      ...requests(62_000, 100_000),
    ];
    const suspensions = [{ fromMs: 21_000, toMs: 61_000, lastedMs: 40_000 }];
    const { during } = figuresOf(record({ samples, suspensions }));
    expect(during).toMatchObject({ failed: 40, errorWindowMs: 2_000 });
    expect(during.longestGapMs).toBeLessThan(2_200);
  });

  it("counts a request that was under way when the zone went", () => {
    const samples = [...requests(0, 9_000), ...requests(9_000, 10_000, "timeout", 3_000)];
    const { before, during } = figuresOf(record({ samples }));
    expect([before.failed, during.failed]).toEqual([0, 20]);
  });

  it("measures the longest time without any answer, up to the end of the stretch", () => {
    const outage = [
      ...requests(0, 20_000),
      ...requests(20_000, 26_000, "timeout"),
      ...requests(26_000, 100_000),
    ];
    expect(figuresOf(record({ samples: outage })).during.longestGapMs).toBe(6_050);
    const silence = requests(0, 40_000);
    expect(figuresOf(record({ samples: silence })).during.longestGapMs).toBe(30_045);
  });

  it("keeps every request in exactly one stretch", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ due: fc.integer({ min: 0, max: 100_000 }), failed: fc.boolean() })),
        (asked) => {
          const samples = asked.flatMap(({ due, failed }) =>
            requests(due, due + INTERVAL_MS, failed ? "reset" : undefined),
          );
          const { before, during, after } = figuresOf(record({ samples }));
          const all = [before, during, after];
          expect(all.reduce((sum, view) => sum + view.requests, 0)).toBe(asked.length);
          expect(all.reduce((sum, view) => sum + view.failed, 0)).toBe(
            asked.filter(({ failed }) => failed).length,
          );
          for (const { failed, errorWindowMs } of all) {
            expect(errorWindowMs > 0).toBe(failed > 0);
          }
        },
      ),
    );
  });

  it.each([
    [0.5, 3],
    [0.99, 5],
    [1, 5],
    [0, 1],
  ])("takes the %f quantile of 1 to 5 for %i", (share, expected) => {
    expect(quantile([1, 2, 3, 4, 5], share)).toBe(expected);
  });
});

describe("what the deployment did", () => {
  const lost = {
    ...withService({ running: 1 }),
    targets: [target("2", B)],
    tasks: [task("2", B)],
    atMs: 12_000,
  };
  const replaced = {
    ...steady(),
    targets: [target("2", B), target("3", B)],
    tasks: [task("2", B), task("3", B)],
    atMs: 20_000,
  };
  const returned = {
    ...steady(),
    targets: [target("2", B), target("4", A)],
    tasks: [task("2", B), task("4", A)],
    atMs: 90_000,
  };
  const observations = [steady(), lost, replaced, returned];

  it("is told since the fault: detection, desired count, zones, new tasks", () => {
    const { detections, recovery } = figuresOf(record({ observations }));
    expect(detections).toEqual([
      { target: "i-1:32768", zone: A, afterMs: 2_000, became: "deregistered" },
    ]);
    expect(recovery).toEqual({
      desiredAgainMs: 10_000,
      zonesAgainMs: 80_000,
      lowestCapacity: 0.5,
      expectedCapacity: 0.5,
      newTasks: new Map([
        [B, 1],
        [A, 1],
      ]),
    });
  });

  it("finds the instance behind a target with an address of its own", () => {
    const awsvpc = (of: Observation): Observation => ({
      ...of,
      tasks: of.tasks.map((each, index) => ({ ...each, addresses: [`10.0.1.${index}`] })),
      targets: of.targets.map((each, index) => ({ ...each, id: `10.0.1.${index}:8080` })),
    });
    const before = awsvpc(steady());
    const gone = { ...lost, targets: before.targets.slice(1) };
    const { detections, recovery } = figuresOf(
      record({ fault: "instance", observations: [before, gone, awsvpc(returned)] }),
    );
    expect(detections.map(({ target }) => target)).toEqual(["10.0.1.0:8080"]);
    expect(recovery).toMatchObject({ lowestCapacity: 0.5, expectedCapacity: 0.5 });
  });

  it("is not taken to have come back where it was not seen to", () => {
    const { recovery } = figuresOf(record({ observations: [steady(), lost] }));
    expect(recovery).toMatchObject({ desiredAgainMs: undefined, zonesAgainMs: undefined });
  });

  it("counts the last shortage, not the first that ended", () => {
    const again = { ...lost, atMs: 30_000 };
    const last = { ...replaced, atMs: 40_000 };
    const { recovery } = figuresOf(
      record({ observations: [steady(), lost, replaced, again, last, returned] }),
    );
    expect(recovery.desiredAgainMs).toBe(30_000);
  });

  it.each([
    ["holds", {}, { maxErrorWindowMs: 6_000, maxRecoveryMs: 10_000 }, []],
    ["misses the window", {}, { maxErrorWindowMs: 5_999, maxRecoveryMs: 10_000 }, ["error window"]],
    [
      "misses the recovery",
      {},
      { maxErrorWindowMs: 6_000, maxRecoveryMs: 9_999 },
      ["desired count serves again"],
    ],
    [
      "loses more than the zone's share",
      { observations: [steady(), { ...lost, targets: [] }, replaced, returned] },
      { maxErrorWindowMs: 6_000, maxRecoveryMs: 10_000 },
      ["capacity at its lowest"],
    ],
    [
      "does not come back to both zones",
      { observations: [steady(), lost, replaced] },
      { maxErrorWindowMs: 6_000, maxRecoveryMs: 10_000 },
      ["both zones serve again"],
    ],
  ])("is judged: %s", (_, changes, thresholds, missed) => {
    const samples = [
      ...requests(0, 10_000),
      ...requests(10_000, 16_000, "http 504"),
      ...requests(16_000, 100_000),
    ];
    const figures = figuresOf(record({ samples, observations, ...changes }));
    const judged = judge(figures, thresholds).filter(({ holds }) => !holds);
    expect(judged.map(({ title }) => title)).toEqual(missed);
  });
});
