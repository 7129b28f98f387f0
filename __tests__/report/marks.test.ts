import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markRows } from "../../src/report/marks";
import { CHARACTER } from "../../src/report/text";

const WIDTH = 700;
const RANGE = { min: 0, max: 100 };

describe("the names of moments above a chart", () => {
  it("stand in one row where they are far apart", () => {
    const marks = [
      { seconds: 0, name: "fault" },
      { seconds: 50, name: "all tasks serve" },
    ];
    expect([...markRows(marks, RANGE, WIDTH).values()]).toEqual([0, 0]);
  });

  it("never lie upon each other", () => {
    const mark = fc.record({
      seconds: fc.integer({ min: 0, max: 100 }),
      name: fc.string({ minLength: 1, maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 6 }), (marks) => {
        const placed = [...markRows(marks, RANGE, WIDTH)].map(([{ seconds, name }, row]) => ({
          row,
          middle: (seconds / 100) * WIDTH,
          half: (name.length * CHARACTER) / 2,
        }));
        for (const one of placed) {
          const meets = placed.filter(
            (other) =>
              other !== one &&
              other.row === one.row &&
              Math.abs(other.middle - one.middle) < other.half + one.half - 1e-6,
          );
          expect(meets).toEqual([]);
        }
      }),
    );
  });
});
