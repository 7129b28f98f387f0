import { EXIT } from "../exit-codes";
import type { Public } from "../redaction/redactor";
import type { Cause, Concern, Resilience, StackReview, Verdict } from "./model";
import type { RuleRow } from "./resilience/rule-rows";

/** What a program that runs the review learns from its exit code. */
export const EXIT_CODES = {
  safe: EXIT.holds,
  "could-not-tell": EXIT.couldNotTell,
  blocked: EXIT.doesNotHold,
  "needs-a-person": EXIT.needsYes,
} as const;

export interface Judged {
  readonly stacks: readonly StackReview[];
  readonly resilience: readonly Resilience[];
  readonly concerns: readonly Concern[];
}

/** Everything that keeps a review from being safe, the gravest first. */
export function causesOf({ stacks, resilience, concerns }: Judged): Cause[] {
  const changesSomething = stacks.some(({ changes }) => changes.length > 0);
  const rows = resilience.flatMap((each) => each.rows);
  const fromRules = (trend: RuleRow["trend"]) =>
    rows.filter((row) => row.trend === trend).map(causeOfRow);
  const fromChanges = (level: Cause["level"]) =>
    concerns
      .filter((concern) => concern.level === level)
      .map(({ subject, what }) => ({ level, subject, text: what as Public }));
  return [
    ...resilience.flatMap(newShortcomings),
    ...fromRules("regression"),
    ...fromChanges("blocked"),
    ...fromChanges("yes"),
    // What was so before is no reason to stop at a plan that does nothing.
    ...(changesSomething ? [...fromRules("broken"), ...fromRules("unknown")] : []),
  ];
}

/**
 * Stacks are judged together: that of a network has nothing to judge where another has the service.
 *
 * @returns undefined where rules of zone loss were asked about something
 */
export function unjudgedBecause(resilience: readonly Resilience[]): string | undefined {
  if (resilience.length === 0) {
    return "nothing here is judged for zone loss: no ECS service";
  }
  return resilience.every(({ applicable }) => applicable === 0)
    ? "nothing here is judged for zone loss: no rule applies to its ECS services"
    : undefined;
}

export function verdictOf(causes: readonly Cause[]): Verdict {
  switch (causes[0]?.level) {
    case undefined:
      return "safe";
    case "blocked":
      return "blocked";
    case "yes":
      return "needs-a-person";
  }
}

/** What the prediction says that the rules do not: a service that no longer survives. */
function newShortcomings({ forecast }: Resilience): Cause[] {
  return forecast.zones
    .filter(({ before }) => before === undefined || before.shortcomings.length === 0)
    .flatMap(({ zone, after }) =>
      after.shortcomings.map((text) => ({ level: "blocked", subject: zone, text }) as const),
    );
}

function causeOfRow({ trend, rule, title, subject, before }: RuleRow): Cause {
  const says = {
    regression: before ? "would no longer hold" : "would not hold",
    broken: "does not hold, as before",
    unknown: "cannot be told",
    waived: "is waived",
    mended: "holds again",
  }[trend];
  return {
    level: trend === "regression" ? "blocked" : "yes",
    subject,
    text: `${rule} (${title}) ${says}` as Public,
  };
}
