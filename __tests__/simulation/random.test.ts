import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pickerOf, randomOf } from "../../src/simulation/random";

describe("random numbers", () => {
  it("are the same for the same seed and run, whatever came before", () => {
    const draw = (seed: number, run: number) => Array.from({ length: 5 }, randomOf(seed, run));
    const first = draw(1, 2);
    draw(9, 9);
    expect(draw(1, 2)).toEqual(first);
    expect(draw(1, 3)).not.toEqual(first);
    expect(draw(2, 2)).not.toEqual(first);
  });

  it("of neighbouring runs fill the range evenly", () => {
    const tenths = Array<number>(10).fill(0);
    for (let run = 0; run < 10_000; run++) {
      const tenth = Math.floor(randomOf(1, run)() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) {
      expect(count).toBeGreaterThan(900);
      expect(count).toBeLessThan(1_100);
    }
  });

  it("pick one of those that there are", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 50 }), (seed, count) => {
        const picked = pickerOf(randomOf(seed, 0))(count);
        expect(picked).toBeGreaterThanOrEqual(0);
        expect(picked).toBeLessThan(count);
      }),
    );
  });
});
