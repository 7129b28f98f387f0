import { type AllKnown, isUnknown, type Knowable, whenKnown } from "../topology/knowable";

export { allKnown, everyOf, someOf, whenKnown } from "../topology/knowable";

export type Verdict = "holds" | "broken" | "unknown" | "not-applicable";

/** What a rule says of one subject. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was seen, for people. */
  readonly value: string;
}

export function holds(value: string): Judgement {
  return { verdict: "holds", value };
}

export function broken(value: string): Judgement {
  return { verdict: "broken", value };
}

export function cannotTell(value: string): Judgement {
  return { verdict: "unknown", value };
}

export function notApplicable(value: string): Judgement {
  return { verdict: "not-applicable", value };
}

/** A condition that may not be known is neither good nor bad then. */
export function holdsIf(condition: Knowable<boolean>, value: string): Judgement {
  if (isUnknown(condition)) {
    return cannotTell(condition.unknown);
  }
  return condition ? holds(value) : broken(value);
}

/** Judges by values that must all be known; one that is not makes the judgement unknown. */
export function given<const T extends readonly unknown[]>(
  values: T,
  judge: (...known: AllKnown<T>) => Judgement,
): Judgement {
  const judgement = whenKnown(values, judge);
  return isUnknown(judgement) ? cannotTell(judgement.unknown) : judgement;
}

const GRAVITY: readonly Verdict[] = ["broken", "unknown", "holds", "not-applicable"];

/** The gravest of several judgements on one subject, with what every equally grave one has seen. */
export function gravest(judgements: readonly Judgement[]): Judgement {
  const verdict = GRAVITY.find((each) =>
    judgements.some((judgement) => judgement.verdict === each),
  );
  const values = judgements.filter((each) => each.verdict === verdict).map((each) => each.value);
  return { verdict: verdict ?? "not-applicable", value: [...new Set(values)].join("; ") };
}
