import { rules } from "../../rules";
import { prove } from "../../rules/proof";
import type { Waiver } from "../../rules/waiver";
import type { Topology } from "../../topology/model";
import { type Check, unless } from "./check";

/** The rules on what is deployed: what breaks one is no drill's fault, and would be measured as it. */
export function ruleCheck(topology: Topology, waivers: readonly Waiver[], today: string): Check {
  const proof = prove(topology, { rules, waivers, today });
  const reasons = proof.rules
    .filter(({ standing }) => standing === "broken")
    .flatMap(({ rule, findings }) =>
      findings
        .filter(({ standing }) => standing === "broken")
        .map(({ subject, value }) => `${rule.id} ${rule.title}: ${subject}: ${value}`),
    );
  const count = (wanted: string) =>
    proof.rules.filter(({ standing }) => standing === wanted).length;
  return unless(
    "the HA rules hold",
    reasons,
    `${count("holds")} hold, ${count("waived")} waived, ${count("unknown") + count("elsewhere")} cannot be told from a live account`,
  );
}
