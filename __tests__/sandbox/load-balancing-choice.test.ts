import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepAt, stuckTo } from "../../src/sandbox/load-balancing/stickiness";
import {
  byWeight,
  type Candidate,
  chooseTarget,
} from "../../src/sandbox/load-balancing/target-choice";
import {
  settingsOf,
  type TargetGroupSettings,
} from "../../src/sandbox/load-balancing/target-group-settings";
import type { RoutableTarget } from "../../src/simulation/target-selection";

const ATTRIBUTES =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
const ZONAL_SHIFT =
  "https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.resource-types.html";

const settings = (attributes: Record<string, string> = {}): TargetGroupSettings =>
  settingsOf("arn", {}, new Map(Object.entries(attributes)));

const candidate = (id: string, given: Partial<Candidate & RoutableTarget> = {}): Candidate => ({
  routable: { id, zone: given.zone ?? "a", state: given.state ?? "healthy" },
  outstanding: given.outstanding ?? 0,
  healthySinceMs: given.healthySinceMs ?? 0,
  shiftedAway: given.shiftedAway ?? false,
});

const at = { cursor: 0, nowMs: 1_000_000, share: 0 };

/** Whom 100 requests go to, at evenly spaced draws. */
function shares(
  candidates: readonly Candidate[],
  group: TargetGroupSettings,
): Record<string, number> {
  const counts: Record<string, number> = {};
  let cursor = 0;
  for (let request = 0; request < 100; request++) {
    const state = { ...at, cursor, share: (request + 0.5) / 100 };
    const choice = chooseTarget(candidates, "a", group, state);
    cursor = choice.cursor;
    const id = choice.target?.routable.id ?? "none";
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

describe("the target of a request", () => {
  const slow = { "slow_start.duration_seconds": "100" };
  it.each([
    {
      behaviour: "in turn, healthy ones alone",
      candidates: [candidate("1"), candidate("2"), candidate("3", { state: "unhealthy" })],
      group: settings(),
      expected: { 1: 50, 2: 50 },
      source: `${ATTRIBUTES}#modify-routing-algorithm`,
    },
    {
      behaviour: "the one with the fewest requests under way",
      candidates: [candidate("1", { outstanding: 3 }), candidate("2", { outstanding: 2 })],
      group: settings({ "load_balancing.algorithm.type": "least_outstanding_requests" }),
      expected: { 2: 100 },
      source: `${ATTRIBUTES}#modify-routing-algorithm`,
    },
    {
      behaviour: "by lot with weighted random",
      candidates: [candidate("1"), candidate("2")],
      group: settings({ "load_balancing.algorithm.type": "weighted_random" }),
      expected: { 1: 50, 2: 50 },
      source: `${ATTRIBUTES}#modify-routing-algorithm`,
    },
    {
      behaviour:
        "less of one that has become healthy: a quarter of the slow start, a quarter of its share",
      candidates: [candidate("1"), candidate("2", { healthySinceMs: 975_000 })],
      group: settings(slow),
      expected: { 1: 80, 2: 20 },
      source: `${ATTRIBUTES}#slow-start-mode`,
    },
    {
      behaviour: "evenly where all have become healthy just now",
      candidates: [
        candidate("1", { healthySinceMs: 990_000 }),
        candidate("2", { healthySinceMs: 975_000 }),
      ],
      group: settings(slow),
      expected: { 1: 50, 2: 50 },
      source: `${ATTRIBUTES}#slow-start-mode`,
    },
    {
      behaviour: "of the node's zone where cross-zone is off",
      candidates: [candidate("1"), candidate("2", { zone: "b" })],
      group: settings({ "load_balancing.cross_zone.enabled": "false" }),
      expected: { 1: 100 },
      source: `${ATTRIBUTES}#target-group-cross-zone`,
    },
    {
      behaviour: "none in a zone that traffic is shifted away from",
      candidates: [candidate("1"), candidate("2", { shiftedAway: true })],
      group: settings(),
      expected: { 1: 100 },
      source: ZONAL_SHIFT,
    },
    {
      behaviour: "there too where it fails open: a zonal shift then has no effect",
      candidates: [
        candidate("1", { state: "unhealthy" }),
        candidate("2", { state: "unhealthy", shiftedAway: true }),
      ],
      group: settings(),
      expected: { 1: 50, 2: 50 },
      source: ZONAL_SHIFT,
    },
    {
      behaviour: "none where all are draining",
      candidates: [candidate("1", { state: "draining" })],
      group: settings(),
      expected: { none: 100 },
      source: `${ATTRIBUTES}#deregistration-delay`,
    },
    {
      behaviour: "dead ones too when the group wants more healthy ones than there are",
      candidates: [candidate("1"), candidate("2", { state: "unhealthy" })],
      group: settings({
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "51",
      }),
      expected: { 1: 50, 2: 50 },
      source: `${ATTRIBUTES}#modify-target-group-health-settings`,
    },
  ])("$behaviour", ({ candidates, group, expected, source }) => {
    expect(shares(candidates, group), source).toEqual(expected);
  });

  it("is the one that the client had before, while it may have it", () => {
    const stuck = { ...at, stuckTo: "2" };
    const two = (state: RoutableTarget["state"]) => [candidate("1"), candidate("2", { state })];
    const choice = (state: RoutableTarget["state"]) =>
      chooseTarget(two(state), "a", settings(), stuck).target?.routable.id;
    expect(choice("healthy")).toBe("2");
    expect(choice("unhealthy")).toBe("1");
  });
});

describe("one of several by weight", () => {
  it("is drawn as often as its weight says, and never where that is 0", () => {
    const weights = fc
      .array(fc.nat(999), { minLength: 1, maxLength: 5 })
      .filter((each) => each.some((weight) => weight > 0));
    fc.assert(
      fc.property(weights, (given) => {
        const total = given.reduce((sum, weight) => sum + weight, 0);
        const drawn = given.map(() => 0);
        for (let each = 0; each < total; each++) {
          const index = byWeight([...given.keys()], given, (each + 0.5) / total) as number;
          drawn[index] = (drawn[index] ?? 0) + 1;
        }
        expect(drawn).toEqual(given);
      }),
      { numRuns: 30 },
    );
  });

  it("is none where all weigh nothing", () => {
    expect(byWeight(["a", "b"], [0, 0], 0.5)).toBeUndefined();
  });
});

describe("the load balancer's cookie", () => {
  it("says whom a client had, until it is over", () => {
    const sent = (durationMs: number) =>
      `theme=dark; ${(keepAt("AWSALB", "t", durationMs)[1] as string).split(";")[0]}`;
    expect(stuckTo(sent(60_000), "AWSALB")).toBe("t");
    expect(stuckTo(sent(60_000), "AWSALBTG")).toBeUndefined();
    expect(stuckTo(sent(-1), "AWSALB")).toBeUndefined();
    expect(stuckTo(undefined, "AWSALB")).toBeUndefined();
  });
});

describe("settings of a target group that were never set", () => {
  it("are the API's own", () => {
    expect(settings()).toMatchObject({
      crossZone: true,
      algorithm: "round_robin",
      slowStartMs: 0,
      stickinessMs: undefined,
      deregistrationDelayMs: 300_000,
      routingMinimum: { count: 1, percentage: "off" },
      dnsMinimum: { count: 1, percentage: "off" },
      check: { port: "traffic-port", path: "/", matcher: "200", intervalMs: 30_000 },
    });
  });

  it("differ from those that are off", () => {
    const off = { "target_group_health.dns_failover.minimum_healthy_targets.count": "off" };
    expect(settings(off).dnsMinimum).toEqual({ count: 0, percentage: "off" });
  });
});
