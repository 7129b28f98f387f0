import { isUnknown, type Knowable, type Unknown, unknown } from "../topology/knowable";

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

type AllKnown<T extends readonly unknown[]> = { [K in keyof T]: Exclude<T[K], Unknown> };

/** Judges by values that must all be known; one that is not makes the judgement unknown. */
export function given<const T extends readonly unknown[]>(
  values: T,
  judge: (...known: AllKnown<T>) => Judgement,
): Judgement {
  const judgement = whenKnown(values, judge);
  return isUnknown(judgement) ? cannotTell(judgement.unknown) : judgement;
}

/** Reckons with values that must all be known; the result is unknown for every reason that one is. */
export function whenKnown<const T extends readonly unknown[], R>(
  values: T,
  reckon: (...known: AllKnown<T>) => Knowable<R>,
): Knowable<R> {
  if (!values.some(isUnknown)) {
    return reckon(...(values as AllKnown<T>));
  }
  const reasons = new Set(values.filter(isUnknown).map((value) => value.unknown));
  return unknown([...reasons].join("; "));
}

/** A list of values that are all known. */
export function allKnown<T>(values: readonly Knowable<T>[]): Knowable<readonly T[]> {
  return whenKnown(values, (...known) => known as readonly T[]);
}

/** Whether one is true; a true one settles it, whatever is not known beside it. */
export function someOf(conditions: readonly Knowable<boolean>[]): Knowable<boolean> {
  return conditions.includes(true) || (conditions.find(isUnknown) ?? false);
}

/** Whether all are true; a false one settles it, whatever is not known beside it. */
export function everyOf(conditions: readonly Knowable<boolean>[]): Knowable<boolean> {
  return !conditions.includes(false) && (conditions.find(isUnknown) ?? true);
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
