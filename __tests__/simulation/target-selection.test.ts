import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LOAD_BALANCER_ANSWER,
  ONE_HEALTHY_TARGET,
  type RoutableTarget,
  roundRobin,
  selectTargets,
  staysInDns,
} from "../../src/simulation/target-selection";

const HEALTH_CHECKS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";
const GROUP_HEALTH =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-health";
const DRAINING =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay";
const CROSS_ZONE =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#target-group-cross-zone";
const TROUBLESHOOTING =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html";

/** "a:healthy" is a target in zone a; its id is its place. */
function targets(...described: string[]): RoutableTarget[] {
  return described.map((text, index) => {
    const [zone, state] = text.split(":") as [string, RoutableTarget["state"]];
    return { id: `${index}`, zone, state };
  });
}

/** The documentation's example: ten targets in each of two zones, six of zone b failed. */
const tenAndFour = targets(
  ...Array<string>(10).fill("a:healthy"),
  ...Array<string>(4).fill("b:healthy"),
  ...Array<string>(6).fill("b:unhealthy"),
);
const half = { count: 1, percentage: 50 } as const;

describe("targets that a node sends new requests to", () => {
  it.each([
    {
      behaviour: "only the healthy ones",
      targets: targets("a:healthy", "b:unhealthy", "b:initial"),
      chosen: ["0"],
      failedOpen: false,
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "all of them when all are unhealthy",
      targets: targets("a:unhealthy", "b:unhealthy"),
      chosen: ["0", "1"],
      failedOpen: true,
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "never a draining one",
      targets: targets("a:healthy", "a:draining"),
      chosen: ["0"],
      failedOpen: false,
      source: DRAINING,
    },
    {
      behaviour: "not even when it fails open",
      targets: targets("a:unhealthy", "a:draining", "b:unused"),
      chosen: ["0"],
      failedOpen: true,
      source: DRAINING,
    },
    {
      behaviour: "none where none is registered",
      targets: targets("a:draining"),
      chosen: [],
      failedOpen: false,
      source: TROUBLESHOOTING,
    },
    {
      behaviour: "those of its zone with cross-zone off",
      targets: targets("a:healthy", "b:healthy"),
      crossZone: false,
      chosen: ["0"],
      failedOpen: false,
      source: CROSS_ZONE,
    },
    {
      behaviour: "the dead ones of its zone with cross-zone off",
      targets: targets("a:unhealthy", "b:healthy"),
      crossZone: false,
      chosen: ["0"],
      failedOpen: true,
      source: GROUP_HEALTH,
    },
    {
      behaviour: "dead ones too when healthy ones are fewer than the count",
      targets: targets("a:healthy", "b:unhealthy"),
      minimum: { count: 2, percentage: "off" as const },
      chosen: ["0", "1"],
      failedOpen: true,
      source: GROUP_HEALTH,
    },
    {
      behaviour: "only healthy ones at exactly the percentage",
      targets: targets("a:healthy", "b:unhealthy"),
      minimum: half,
      chosen: ["0"],
      failedOpen: false,
      source: GROUP_HEALTH,
    },
    {
      behaviour: "dead ones too above 50 % with two zones",
      targets: targets("a:healthy", "b:unhealthy"),
      minimum: { count: 1, percentage: 51 },
      chosen: ["0", "1"],
      failedOpen: true,
      source: GROUP_HEALTH,
    },
  ])(
    "$behaviour",
    ({
      targets: given,
      crossZone = true,
      minimum = ONE_HEALTHY_TARGET,
      chosen,
      failedOpen,
      source,
    }) => {
      const selection = selectTargets(given, "a", { crossZone, minimumHealthyTargets: minimum });
      expect(
        selection.targets.map(({ id }) => id),
        source,
      ).toEqual(chosen);
      expect(selection.failedOpen, source).toBe(failedOpen);
    },
  );

  it.each([
    { zone: "a", crossZone: false, targets: 10, inDns: true },
    { zone: "b", crossZone: false, targets: 10, inDns: false },
    { zone: "a", crossZone: true, targets: 14, inDns: true },
    { zone: "b", crossZone: true, targets: 14, inDns: true },
  ])(
    "the documentation's example of 50 %: zone $zone, cross-zone $crossZone",
    ({ zone, crossZone, targets: count, inDns }) => {
      const selection = selectTargets(tenAndFour, zone, { crossZone, minimumHealthyTargets: half });
      expect(selection.targets.length, GROUP_HEALTH).toBe(count);
      expect(staysInDns(tenAndFour, zone, crossZone, half), GROUP_HEALTH).toBe(inDns);
    },
  );

  it("are never draining or unused, and never unhealthy unless it fails open", () => {
    const target = fc.record({
      id: fc.uuid(),
      zone: fc.constantFrom("a", "b"),
      state: fc.constantFrom("initial", "healthy", "unhealthy", "draining", "unused"),
    }) as fc.Arbitrary<RoutableTarget>;
    fc.assert(
      fc.property(
        fc.array(target),
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        (given, crossZone, count) => {
          const selection = selectTargets(given, "a", {
            crossZone,
            minimumHealthyTargets: { count, percentage: "off" },
          });
          const allowed = selection.failedOpen ? ["initial", "healthy", "unhealthy"] : ["healthy"];
          expect(selection.targets.every(({ state }) => allowed.includes(state))).toBe(true);
          expect(selection.targets.every(({ zone }) => crossZone || zone === "a")).toBe(true);
        },
      ),
    );
  });
});

describe("round robin", () => {
  it("gives every target the same number of requests, whatever the cursor it starts from", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.nat(100),
        fc.integer({ min: 1, max: 5 }),
        (size, start, rounds) => {
          const ids = Array.from({ length: size }, (_, index) => index);
          const seen = ids.map(() => 0);
          let cursor = start;
          for (let request = 0; request < size * rounds; request++) {
            const next = roundRobin(ids, cursor) as { target: number; cursor: number };
            seen[next.target] = (seen[next.target] ?? 0) + 1;
            cursor = next.cursor;
          }
          expect(seen).toEqual(ids.map(() => rounds));
        },
      ),
    );
  });

  it("answers 503 where there is no target", () => {
    expect(roundRobin([], 3)).toBeUndefined();
    expect(LOAD_BALANCER_ANSWER.noRegisteredTarget, TROUBLESHOOTING).toBe(503);
  });
});
