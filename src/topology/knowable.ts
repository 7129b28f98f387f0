/** A value that the source does not tell, such as `(known after apply)` or a lookup not yet made. */
export interface Unknown {
  /** Why, for people, such as `"known after apply"`. */
  readonly unknown: string;
}

/** A value, or the plain admission that it is not known. Nothing may take the latter for good. */
export type Knowable<T> = T | Unknown;

export function unknown(why: string): Unknown {
  return { unknown: why };
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null && "unknown" in value;
}

export function isKnown<T>(value: Knowable<T>): value is T {
  return !isUnknown(value);
}

export type AllKnown<T extends readonly unknown[]> = { [K in keyof T]: Exclude<T[K], Unknown> };

/** Computes with values that must all be known; the result is unknown for every reason that one is. */
export function whenKnown<const T extends readonly unknown[], R>(
  values: T,
  compute: (...known: AllKnown<T>) => Knowable<R>,
): Knowable<R> {
  if (!values.some(isUnknown)) {
    return compute(...(values as AllKnown<T>));
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
