import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/simulation/virtual-clock";

const nobody = { passing: () => {}, acted: () => {} };

describe("the virtual clock", () => {
  it("lets events act in order of time, and of planning at the same time", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (times) => {
        const clock = new VirtualClock();
        const acted: (readonly [time: number, order: number])[] = [];
        for (const [order, time] of times.entries()) {
          clock.at(time, () => acted.push([clock.nowMs, order]));
        }
        clock.runUntil(100, nobody);
        const expected = times
          .map((time, order) => [time, order] as const)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(acted).toEqual(expected);
      }),
    );
  });

  it("lets events plan events, and leaves out what lies behind the end", () => {
    const clock = new VirtualClock();
    const acted: number[] = [];
    const again = () => {
      acted.push(clock.nowMs);
      clock.after(30, again);
    };
    clock.after(10, again);
    clock.runUntil(100, nobody);
    expect(acted).toEqual([10, 40, 70, 100]);
    expect(clock.nowMs).toBe(100);
  });

  it("tells how far time passes before it does", () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    clock.at(5, () => told.push("event"));
    clock.runUntil(8, {
      passing: (toMs) => told.push(`${clock.nowMs} to ${toMs}`),
      acted: () => told.push("acted"),
    });
    expect(told).toEqual(["0 to 5", "event", "acted", "5 to 8"]);
  });
});
