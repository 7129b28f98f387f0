import type { Assumption, Topology, TopologySource } from "../topology/model";
import type { Verdict } from "./judgement";
import type { Finding, Rule } from "./rule";
import { concerns, hasExpired, type Waiver } from "./waiver";

/**
 * What a finding comes to: its verdict, unless it is waived, or unknown in a source that cannot tell
 * it, where not knowing is no doubt (`elsewhere`).
 */
export type Standing = Verdict | "waived" | "elsewhere";

export interface WeighedFinding extends Finding {
  readonly standing: Standing;
  /** The waiver that covers it, expired or not. */
  readonly waiver?: Waiver;
}

export interface JudgedRule {
  readonly rule: Rule;
  /** The gravest of its findings'. */
  readonly standing: Standing;
  readonly findings: readonly WeighedFinding[];
}

/** What the rules say of a deployment. */
export interface Proof {
  readonly source: TopologySource;
  readonly verdict: "holds" | "broken" | "unknown";
  readonly rules: readonly JudgedRule[];
  /** Waivers of something that holds, or is not there. */
  readonly staleWaivers: readonly Waiver[];
  readonly notes: readonly string[];
  /** What all of it rests on besides what the source tells. */
  readonly assumptions: readonly Assumption[];
}

export interface Terms {
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  /** Such as `2026-11-22`; what a waiver's last day is compared with. */
  readonly today: string;
}

/** Judges a deployment by some rules, and weighs what was found by the waivers. */
export function prove(topology: Topology, { rules, waivers, today }: Terms): Proof {
  const judged = rules.map((rule) => judgeRule(rule, topology, waivers, today));
  const used = new Set(judged.flatMap(({ findings }) => findings.map(({ waiver }) => waiver)));
  const standings = judged.map(({ standing }) => standing);
  return {
    source: topology.source,
    verdict: (["broken", "unknown"] as const).find((each) => standings.includes(each)) ?? "holds",
    rules: judged,
    staleWaivers: waivers.filter(
      (waiver) => !used.has(waiver) && rules.some(({ id }) => id === waiver.rule),
    ),
    notes: topology.notes,
    assumptions: topology.assumptions,
  };
}

function judgeRule(
  rule: Rule,
  topology: Topology,
  waivers: readonly Waiver[],
  today: string,
): JudgedRule {
  const own = waivers.filter((waiver) => waiver.rule === rule.id);
  const found = rule
    .judge(topology)
    .map((finding) => weigh(finding, rule, topology.source, own, today));
  const findings = [...found, ...expiredWithoutCause(own, found, today)];
  return { rule, findings, standing: gravestStanding(findings) };
}

function weigh(
  finding: Finding,
  rule: Rule,
  source: TopologySource,
  waivers: readonly Waiver[],
  today: string,
): WeighedFinding {
  if (finding.verdict === "holds" || finding.verdict === "not-applicable") {
    return { ...finding, standing: finding.verdict };
  }
  const covering = waivers.filter((waiver) => concerns(waiver, finding));
  const waiver = covering.find((each) => !hasExpired(each, today)) ?? covering[0];
  if (waiver) {
    return hasExpired(waiver, today)
      ? expired(waiver, finding)
      : { ...finding, waiver, standing: "waived" };
  }
  const elsewhere = finding.verdict === "unknown" && !rule.toldBy.includes(source);
  return { ...finding, standing: elsewhere ? "elsewhere" : finding.verdict };
}

/** An expired waiver is a broken rule, even where nothing needs it: it must be looked at. */
function expiredWithoutCause(
  waivers: readonly Waiver[],
  found: readonly WeighedFinding[],
  today: string,
): readonly WeighedFinding[] {
  return waivers
    .filter((each) => hasExpired(each, today) && !found.some(({ waiver }) => waiver === each))
    .map((waiver) =>
      expired(waiver, {
        subject: waiver.subject ?? "waivers",
        verdict: "holds",
        value: "not needed",
      }),
    );
}

function expired(waiver: Waiver, { subject, value }: Finding): WeighedFinding {
  return {
    subject,
    waiver,
    verdict: "broken",
    standing: "broken",
    value: `${value}; its waiver expired on ${waiver.until}: mend it, or decide again`,
  };
}

const GRAVITY: readonly Standing[] = ["broken", "unknown", "waived", "elsewhere", "holds"];

function gravestStanding(findings: readonly WeighedFinding[]): Standing {
  return (
    GRAVITY.find((standing) => findings.some((finding) => finding.standing === standing)) ??
    "not-applicable"
  );
}
