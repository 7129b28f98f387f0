import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  detectionBounds,
  type HealthCheckSettings,
  observe,
  REGISTERED,
  recoveryBounds,
  type TargetHealth,
} from "../../src/behaviour/health-check";

const HEALTH_CHECKS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";

const settings: HealthCheckSettings = {
  intervalMs: 5_000,
  timeoutMs: 2_000,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
};

function after(checks: string, from: TargetHealth = REGISTERED): TargetHealth {
  return [...checks].reduce((health, check) => observe(health, settings, check === "+"), from);
}

describe("a target as one load balancer node sees it", () => {
  it.each([
    { behaviour: "registered is initial", checks: "", state: "initial", source: HEALTH_CHECKS },
    {
      behaviour: "one pass makes a new one healthy",
      checks: "+",
      state: "healthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "new and failing once is still initial",
      checks: "-",
      state: "initial",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "new and failing at the threshold is unhealthy",
      checks: "--",
      state: "unhealthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "a failure below the threshold changes nothing",
      checks: "+-",
      state: "healthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "the threshold of failures makes it unhealthy",
      checks: "+--",
      state: "unhealthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "a pass between failures starts the count anew",
      checks: "+-+-",
      state: "healthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "passes below the threshold leave it unhealthy",
      checks: "+--++",
      state: "unhealthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "the threshold of passes makes it healthy again",
      checks: "+--+++",
      state: "healthy",
      source: HEALTH_CHECKS,
    },
    {
      behaviour: "a failure between passes starts the count anew",
      checks: "+--++-++",
      state: "unhealthy",
      source: HEALTH_CHECKS,
    },
  ])("$behaviour ($checks)", ({ checks, state, source }) => {
    expect(after(checks).state, source).toBe(state);
  });

  it("flips only when the last checks of the threshold all say so", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (results) => {
        const known = after("+");
        let health = known;
        const states = results.map((passed) => {
          health = observe(health, settings, passed);
          return health;
        });
        states.forEach(({ state }, index) => {
          const before = states[index - 1] ?? known;
          const threshold = before.state === "healthy" ? 2 : 3;
          const recent = results.slice(Math.max(0, index + 1 - threshold), index + 1);
          const contrary =
            recent.length === threshold &&
            recent.every((passed) => passed !== (before.state === "healthy"));
          expect(state !== before.state).toBe(contrary);
        });
      }),
    );
  });
});

describe("time until a node knows that a target is dead", () => {
  it.each([
    { name: "5/2/2, blackhole", settings, failure: "blackhole", best: 7, mean: 9.5, worst: 12 },
    { name: "5/2/2, refused", settings, failure: "refused", best: 5, mean: 7.5, worst: 10 },
    {
      name: "Terraform's defaults 30/6/3, blackhole",
      settings: {
        intervalMs: 30_000,
        timeoutMs: 6_000,
        healthyThreshold: 3,
        unhealthyThreshold: 3,
      },
      failure: "blackhole",
      best: 66,
      mean: 81,
      worst: 96,
    },
    {
      name: "the API's defaults 30/5/2, blackhole",
      settings: {
        intervalMs: 30_000,
        timeoutMs: 5_000,
        healthyThreshold: 5,
        unhealthyThreshold: 2,
      },
      failure: "blackhole",
      best: 35,
      mean: 50,
      worst: 65,
    },
  ] as const)("$name: $best s to $worst s", ({ settings: given, failure, best, mean, worst }) => {
    expect(detectionBounds(given, failure), HEALTH_CHECKS).toEqual({
      bestMs: best * 1000,
      meanMs: mean * 1000,
      worstMs: worst * 1000,
    });
  });

  it("bounds what checks at any phase find, and recovery likewise", () => {
    const anySettings = fc.record({
      intervalMs: fc.integer({ min: 5_000, max: 300_000 }),
      timeoutMs: fc.integer({ min: 2_000, max: 4_999 }),
      healthyThreshold: fc.integer({ min: 2, max: 10 }),
      unhealthyThreshold: fc.integer({ min: 2, max: 10 }),
    });
    fc.assert(
      fc.property(anySettings, fc.double({ min: 0, max: 1, noNaN: true }), (given, phase) => {
        const bounds = detectionBounds(given, "blackhole");
        const dead = timeToState(given, phase, false, "unhealthy") + given.timeoutMs;
        expect(dead).toBeGreaterThanOrEqual(bounds.bestMs);
        expect(dead).toBeLessThanOrEqual(bounds.worstMs);
        const alive = timeToState(given, phase, true, "healthy");
        expect(alive).toBeGreaterThanOrEqual(recoveryBounds(given).bestMs);
        expect(alive).toBeLessThanOrEqual(recoveryBounds(given).worstMs);
      }),
    );
  });
});

/** When the check starts that turns the target, the first of them `phase` of an interval after the cause. */
function timeToState(
  given: HealthCheckSettings,
  phase: number,
  passes: boolean,
  wanted: TargetHealth["state"],
): number {
  let health: TargetHealth = { ...REGISTERED, state: passes ? "unhealthy" : "healthy" };
  let atMs = phase * given.intervalMs;
  for (; ; atMs += given.intervalMs) {
    health = observe(health, given, passes);
    if (health.state === wanted) {
      return atMs;
    }
  }
}
