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
    expect(describePreflight(before, about, createColors(false))).toContain(
      "loses i-1 (taskmanager-demo, eu-north-1a), which runs 1 tasks of taskmanager-demo-frontend, and 2 that are not this environment's",
    );
  });
});
