import type { Publish } from "../redaction/publisher";
import type { Proof } from "../rules/proof";
import { publishedAssumption } from "../topology/published-assumption";

/** What the rules say, fit to be shown: subjects, values and notes come out of a plan. */
export function publishedProof(proof: Proof, publish: Publish): Proof {
  return {
    ...proof,
    rules: proof.rules.map((judged) => ({
      ...judged,
      findings: judged.findings.map((finding) => ({
        ...finding,
        subject: publish(finding.subject),
        value: publish(finding.value),
      })),
    })),
    notes: proof.notes.map(publish),
    assumptions: proof.assumptions.map((each) => publishedAssumption(each, publish)),
  };
}
