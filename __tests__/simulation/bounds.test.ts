import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsOf } from "../../src/simulation/closed-form/bounds";
import { simulateRun } from "../../src/simulation/simulate-run";
import { deployments, scenarios } from "./support/arbitraries";

/** Of floating-point sums. */
const TOLERANCE_MS = 1e-3;

const CASES = 300;
const RUNS = 3;

describe("what a run comes to", () => {
  it("lies within the closed-form bounds, over the whole space of parameters", () => {
    let bounded = 0;
    fc.assert(
      fc.property(deployments, scenarios, fc.nat(1_000_000), (deployment, scenario, seed) => {
        for (let run = 0; run < RUNS; run++) {
          const result = simulateRun(deployment, scenario, seed, run);
          const bounds = boundsOf(deployment, scenario, result.standing);
          for (const figure of ["errorWindowMs", "failedMs", "desiredAgainMs"] as const) {
            expect(result[figure]).toBeGreaterThanOrEqual(bounds[figure].least - TOLERANCE_MS);
            expect(result[figure]).toBeLessThanOrEqual(bounds[figure].most + TOLERANCE_MS);
          }
          expect(result.lowestCapacity).toBeLessThanOrEqual(bounds.capacityLeft + 1e-9);
          bounded += Number(bounds.errorsOpenEnded.length === 0);
        }
      }),
      { numRuns: CASES, seed: 5 },
    );
    // Else the property would say little.
    expect(bounded / (CASES * RUNS)).toBeGreaterThan(0.4);
  });
});
