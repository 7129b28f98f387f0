import { jsonOutput } from "../json-output";
import type { JudgedRule, Proof, WeighedFinding } from "../rules/proof";

export interface JudgedDeployment {
  readonly name: string;
  readonly proof: Proof;
}

/** What the rules say of some deployments, for programs. */
export function jsonOf(judged: readonly JudgedDeployment[]): string {
  const deployments = judged.map(({ name, proof }) => ({
    name,
    source: proof.source,
    verdict: proof.verdict,
    rules: proof.rules.map(ruleIn),
    staleWaivers: proof.staleWaivers,
    notes: proof.notes,
    assumptions: proof.assumptions,
  }));
  return jsonOutput({ deployments });
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
    toldBy,
    findings: findings.map(findingIn),
  };
}

function findingIn({ subject, verdict, standing, value, waiver }: WeighedFinding) {
  return { subject, verdict, standing, value, ...(waiver ? { waiver } : {}) };
}
