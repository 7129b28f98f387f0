import { stripVTControlCharacters } from "node:util";
import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { describePreflight } from "../../src/cli/describe-preflight";
import type { Preflight } from "../../src/drill/preflight/preflight";
import { A, registration, steady } from "../drill/support/observations";

describe("what a drill would take away", () => {
  it("is named with all that runs on it, of others too", () => {
    const [first, ...rest] = steady().containerInstances;
    const shared = { ...(first ?? registration("1")), taskCount: 3 };
    const before: Preflight = {
      accountId: "123456789012",
      topology: {} as Preflight["topology"],
      observation: steady({ containerInstances: [shared, ...rest] }),
      plan: { fault: "stop", zone: A, instanceIds: ["i-1"], changes: [] },
      url: new URL("http://app.example.com/"),
      checks: [],
    };
    const about = { environment: "demo", region: "eu-north-1" };
    expect(describePreflight(before, about, { width: 200, colors: createColors(false) })).toContain(
      "loses i-1 (taskmanager-demo, eu-north-1a), which runs 1 tasks of taskmanager-demo-frontend, and 2 that are not this environment's",
    );
  });

  it("is wrapped at the width of a terminal, like what was checked, with the marks in color", () => {
    const before: Preflight = {
      accountId: "123456789012",
      topology: {} as Preflight["topology"],
      observation: steady(),
      plan: { fault: "stop", zone: A, instanceIds: ["i-1"], changes: [] },
      url: new URL("http://app.example.com/"),
      checks: [
        {
          title: "services are steady",
          verdict: "refused",
          detail: "taskmanager-demo-frontend has 2 deployments: wait until there is one",
        },
      ],
    };
    const about = { environment: "demo", region: "eu-north-1" };
    const described = (colored: boolean) =>
      describePreflight(before, about, { width: 40, colors: createColors(colored) });
    const lines = described(false).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.slice(2, 5)).toEqual([
      "  ✗ services are steady:",
      "    taskmanager-demo-frontend has 2",
      "    deployments: wait until there is one",
    ]);
    // The same lines, since colors take no columns.
    expect(stripVTControlCharacters(described(true))).toBe(described(false));
  });
});
