import { describe, expect, it } from "vitest";
import { figuresOf, medianRun, requestsIn } from "../../src/simulation/figures";
import { simulateRun } from "../../src/simulation/simulate-run";
import { deployment, scenario } from "./support/deployment";

const result = simulateRun(deployment(), scenario(), 1, 0);

describe("figures over many runs", () => {
  it.each([
    { failedMs: 0, rate: 100, requests: 0 },
    { failedMs: 1_000, rate: 100, requests: 100 },
    { failedMs: 1_001, rate: 100, requests: 101 },
    { failedMs: 10, rate: 1, requests: 1 },
    { failedMs: Number.POSITIVE_INFINITY, rate: 1, requests: Number.POSITIVE_INFINITY },
  ])("$failedMs ms of all requests at $rate a second are $requests", (row) => {
    expect(requestsIn(row.failedMs, row.rate)).toBe(row.requests);
  });

  it("take the nearest rank, the worse end last, and never behind everything", () => {
    const times = [
      ...Array.from({ length: 99 }, (_, index) => index + 1),
      Number.POSITIVE_INFINITY,
    ];
    const results = times.map((desiredAgainMs) => ({
      ...result,
      desiredAgainMs,
      lowestCapacity: Math.min(1, 1 / desiredAgainMs),
    }));
    const { desiredAgainMs, lowestCapacity } = figuresOf(results, 100);
    expect(desiredAgainMs).toEqual({ p50: 50, p99: 99, worst: Number.POSITIVE_INFINITY });
    expect(lowestCapacity).toEqual({ p50: 1 / 50, p99: 1 / 99, worst: 0 });
  });

  it("show the run in the middle", () => {
    const results = [5, 1, 3, 4, 2].map((failedMs) => ({ ...result, failedMs }));
    expect(medianRun(results)).toBe(2);
  });
});
