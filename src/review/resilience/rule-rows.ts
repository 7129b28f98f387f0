import type { Public, Redactor } from "../../redaction/redactor";
import type { JudgedRule, Proof, Standing, WeighedFinding } from "../../rules/proof";

/**
 * How a rule came to stand on a subject: `regression` did not break it before, `broken` did already,
 * `mended` no longer does.
 */
export type Trend = "regression" | "broken" | "unknown" | "waived" | "mended";

/** A rule that does not plainly hold on a subject. */
export interface RuleRow {
  readonly trend: Trend;
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
  readonly source: string;
  readonly remedy: string;
  readonly subject: Public;
  /** Undefined where the subject was not there, or nothing is known of before. */
  readonly before?: Told;
  readonly after: Told;
  readonly waiver?: { readonly reason: Public; readonly until: Public };
}

export interface Told {
  readonly standing: Standing;
  readonly value: Public;
}

const GRAVITY: readonly Trend[] = ["regression", "broken", "unknown", "waived", "mended"];

/**
 * The rules that do not plainly hold after the plan or did not before, the gravest first.
 *
 * @param before the first that can tell counts
 */
export function ruleRows(before: readonly Proof[], after: Proof, redactor: Redactor): RuleRow[] {
  const earlier = before.map(bySubject);
  return after.rules
    .flatMap(({ rule, findings }) =>
      findings.flatMap((finding): RuleRow[] => {
        const known = earlier.flatMap((proof) => proof.get(rule.id)?.get(finding.subject) ?? []);
        const was = known.find(isSettled) ?? known[0];
        const trend = trendOf(was?.standing, finding.standing);
        return trend ? [rowOf(trend, rule, was, finding, redactor)] : [];
      }),
    )
    .sort((one, other) => GRAVITY.indexOf(one.trend) - GRAVITY.indexOf(other.trend));
}

/** The findings of a proof by rule and subject. */
function bySubject({ rules }: Proof): ReadonlyMap<string, ReadonlyMap<string, WeighedFinding>> {
  return new Map(
    rules.map(({ rule, findings }) => [
      rule.id,
      new Map(findings.map((finding) => [finding.subject, finding])),
    ]),
  );
}

function isSettled({ standing }: WeighedFinding): boolean {
  return standing !== "unknown" && standing !== "elsewhere";
}

function trendOf(before: Standing | undefined, after: Standing): Trend | undefined {
  switch (after) {
    case "broken":
      return before === "broken" ? "broken" : "regression";
    case "unknown":
    case "waived":
      return after;
    case "elsewhere":
      return undefined;
    default:
      return before === "broken" ? "mended" : undefined;
  }
}

function rowOf(
  trend: Trend,
  { id, title, reason, source, remedy }: JudgedRule["rule"],
  before: WeighedFinding | undefined,
  after: WeighedFinding,
  redactor: Redactor,
): RuleRow {
  const tell = ({ standing, value }: WeighedFinding): Told => ({
    standing,
    value: redactor.publish(value),
  });
  return {
    trend,
    rule: id,
    title,
    reason,
    source,
    remedy,
    subject: redactor.publish(after.subject),
    before: before && tell(before),
    after: tell(after),
    waiver: after.waiver && {
      reason: redactor.publish(after.waiver.reason),
      until: redactor.publish(after.waiver.until),
    },
  };
}
