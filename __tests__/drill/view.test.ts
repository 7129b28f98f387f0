import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Stopwatch } from "../../src/drill/stopwatch";
import { frame, type View } from "../../src/drill/view/frame";
import { LiveView } from "../../src/drill/view/terminal";
import { A, B, steady, target } from "./support/observations";

const view: View = {
  environment: "demo",
  fault: "stop",
  zone: A,
  phase: "fault",
  nowMs: 22_345,
  faultAtMs: 10_000,
  samples: [
    { dueMs: 0, latencyMs: 5, lane: "new", status: 200, failure: undefined },
    {
      dueMs: 50,
      latencyMs: 5,
      lane: "pooled",
      status: 502,
      failure: "http 502",
    },
  ],
  first: steady(),
  latest: { ...steady(), targets: [target("2", B)] },
  happenings: [
    {
      atMs: 12_000,
      kind: "target",
      subject: "i-1:32768",
      zone: A,
      text: "target i-1:32768 unused",
    },
  ],
};

describe("the live view", () => {
  it("shows the zones side by side, what clients saw, and how long it lasts", () => {
    expect(frame(view, 80)).toEqual([
      "demo: stop in eu-north-1a",
      "the zone is lost, +12.3 s",
      "requests: 1 answered, 1 failed",
      "",
      "eu-north-1a  LOST                       eu-north-1b",
      "  instances 1 running                     instances 1 running",
      "  frontend 0 healthy of 1                 frontend 1 healthy of 1",
      "",
      "+2 s  target i-1:32768 unused (eu-north-1a)",
    ]);
  });

  it("puts the zones under each other on a narrow terminal", () => {
    expect(frame(view, 40)).toContain("eu-north-1b");
  });

  it("is never wider than the terminal", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (columns) => {
        expect(Math.max(...frame(view, columns).map(({ length }) => length))).toBeLessThanOrEqual(
          columns,
        );
      }),
    );
  });

  it("keeps what it announces above the picture, which it draws anew below", () => {
    const written: string[] = [];
    const screen = { isTTY: true, columns: 80, write: (text: string) => written.push(text) > 0 };
    const live = new LiveView(screen, new Stopwatch(1), view);
    live.announce("interrupted: restoring");
    live.close();
    const [announced, drawn, redrawn] = written;
    expect(announced).toBe("interrupted: restoring\n");
    const height = drawn?.split("\n").length ?? 0;
    expect(redrawn?.startsWith(`\u001b[${height - 1}A\u001b[0J`)).toBe(true);
  });
});
