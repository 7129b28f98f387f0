import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../src/review/verdict";
import { SERVICE_CHANGES } from "./support/changes";
import { fixture } from "./support/fixtures";
import { type PlanDifference, withDifference } from "./support/plan-differences";
import { reviewOf } from "./support/review";

const { unchanged, changes } = fixture("changes") as {
  readonly unchanged: object;
  readonly changes: Readonly<Record<string, PlanDifference>>;
};

describe("a change that real Terraform planned", () => {
  it.each(SERVICE_CHANGES)("is answered rightly: $name", ({ name, exit, says }) => {
    const difference = changes[name] as PlanDifference;
    const { verdict, concerns, resilience } = reviewOf(withDifference(unchanged, difference));
    const said = [
      ...concerns.map(({ subject, what }) => `${subject}: ${what}`),
      ...resilience.flatMap(({ rows }) =>
        rows.map(({ subject, after }) => `${subject}: ${after.value}`),
      ),
    ];
    expect({ exit: EXIT_CODES[verdict], said: exit === 0 ? said : [] }).toEqual({ exit, said: [] });
    if (says !== undefined) {
      expect(said.join("\n")).toContain(says);
    }
  });

  it("is safe where there is none", () => {
    expect(reviewOf(unchanged).verdict).toBe("safe");
  });
});
