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
