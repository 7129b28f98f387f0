import { describe, expect, it } from "vitest";
import { ASSUMED_LATENCIES, latencyMs } from "../../src/simulation/latencies";

describe("latencies without a published figure", () => {
  it.each(Object.entries(ASSUMED_LATENCIES))(
    "%s is a range that says it is assumed",
    (_, latency) => {
      expect(latency.minMs).toBeGreaterThan(0);
      expect(latency.maxMs).toBeGreaterThan(latency.minMs);
      expect(latency.basis).toMatch(/^assumed: ./);
    },
  );

  it("are taken from anywhere in their range", () => {
    const { BOOT_TO_REGISTERED } = ASSUMED_LATENCIES;
    expect([0, 0.5, 1].map((share) => latencyMs(BOOT_TO_REGISTERED, share))).toEqual([
      45_000, 82_500, 120_000,
    ]);
    expect(latencyMs(BOOT_TO_REGISTERED)).toBe(82_500);
  });
});
