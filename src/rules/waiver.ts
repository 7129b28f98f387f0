import type { Finding } from "./rule";

/** A rule that someone has decided to live without for a time. */
export interface Waiver {
  /** Id of the rule. */
  readonly rule: string;
  /** Address of the subject, where `*` stands for any text. @default every subject of the rule */
  readonly subject?: string;
  readonly reason: string;
  /** The last day that it counts, such as `2027-01-31`. */
  readonly until: string;
}

/** @param today such as `2026-11-22` */
export function hasExpired({ until }: Waiver, today: string): boolean {
  return today > until;
}

export function concerns(waiver: Waiver, { subject }: Pick<Finding, "subject">): boolean {
  return matches(waiver.subject ?? "*", subject);
}

function matches(pattern: string, subject: string): boolean {
  const literals = pattern.split("*").map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`).test(subject);
}
