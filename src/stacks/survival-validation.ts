import type { TerraformStack } from "cdktf";
import type { IValidation } from "constructs";
import { rules } from "../rules";
import { type JudgedRule, prove, type Terms } from "../rules/proof";
import { topologyOfSynthesized } from "../topology/read";

/**
 * Refuses a stack whose service would not survive the loss of a zone, one message for each broken
 * rule. What the JSON cannot tell is left to the plan.
 */
export class SurvivalValidation implements IValidation {
  constructor(
    private readonly stack: TerraformStack,
    private readonly terms: Omit<Terms, "rules">,
  ) {}

  validate(): string[] {
    // What the stack looks up may be what another one creates.
    const documents = [this.stack, ...this.stack.dependencies].map((stack) => ({
      name: stack.node.id,
      json: stack.toTerraform(),
    }));
    const proof = prove(topologyOfSynthesized(documents), { ...this.terms, rules });
    return proof.rules.filter(({ standing }) => standing === "broken").map(refusal);
  }
}

function refusal({ rule, findings }: JudgedRule): string {
  const broken = findings.filter(({ standing }) => standing === "broken");
  return [
    `${rule.id} ${rule.title}`,
    ...broken.map(({ subject, value }) => `${subject}: ${value}`),
    rule.remedy,
  ].join("\n    ");
}
