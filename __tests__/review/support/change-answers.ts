import { expect } from "vitest";
import { EXIT_CODES } from "../../../src/review/verdict";
import type { ServiceChange } from "./changes";
import { type PlanDifference, withDifference } from "./plan-differences";
import { reviewOf } from "./review";

/** Plans of one service: one that changes nothing, and what others have else, by the change's name. */
export interface PlannedChanges {
  readonly unchanged: object;
  readonly changes: Readonly<Record<string, PlanDifference>>;
}

/** Expects the exit code and the words that a change is to be answered with. */
export function expectRightAnswer(
  { name, exit, says }: ServiceChange,
  { unchanged, changes }: PlannedChanges,
): void {
  const difference = changes[name] as PlanDifference;
  const { verdict, concerns, resilience } = reviewOf(withDifference(unchanged, difference));
  const said = [
    ...concerns.map(({ subject, what }) => `${subject}: ${what}`),
    ...resilience.flatMap(({ rows }) =>
      rows.map(({ subject, after }) => `${subject}: ${after.value}`),
    ),
  ];
  expect({ exit: EXIT_CODES[verdict], said: exit === 0 ? said : [] }, name).toEqual({
    exit,
    said: [],
  });
  if (says !== undefined) {
    expect(said.join("\n"), name).toContain(says);
  }
}
