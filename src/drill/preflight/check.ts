/** Something that must hold before a zone is taken away. */
export interface Check {
  readonly title: string;
  /** `unknown` does not keep a drill from running, but is said. */
  readonly verdict: "holds" | "refused" | "unknown";
  /** What was found, and where it is refused what to do. */
  readonly detail: string;
}

export function holds(title: string, detail: string): Check {
  return { title, verdict: "holds", detail };
}

/** Refused with the first reason there is. */
export function unless(title: string, reasons: readonly string[], otherwise: string): Check {
  return reasons.length === 0
    ? holds(title, otherwise)
    : { title, verdict: "refused", detail: reasons.join("; ") };
}
