import { safeJson } from "../redaction/safe-json";
import type { JudgedRule, Proof, WeighedFinding } from "../rules/proof";

export interface JudgedDeployment {
  readonly name: string;
  readonly proof: Proof;
}

/** Raised with the first digit when a program that reads it would no longer understand it. */
const FORMAT_VERSION = "1.0";

/** What the rules say of some deployments, for programs. */
export function jsonOf(judged: readonly JudgedDeployment[]): string {
  const deployments = judged.map(({ name, proof }) => ({
    name,
    source: proof.source,
    verdict: proof.verdict,
    rules: proof.rules.map(ruleIn),
    stale_waivers: proof.staleWaivers,
    notes: proof.notes,
    assumptions: proof.assumptions,
  }));
  return safeJson({ format_version: FORMAT_VERSION, deployments });
}

function ruleIn({ rule, standing, findings }: JudgedRule) {
  const { id, title, reason, source, remedy, toldBy } = rule;
  return {
    id,
    standing,
    title,
    reason,
    source,
    remedy,
    told_by: toldBy,
    findings: findings.map(findingIn),
  };
}

function findingIn({ subject, verdict, standing, value, waiver }: WeighedFinding) {
  return { subject, verdict, standing, value, ...(waiver ? { waiver } : {}) };
}
