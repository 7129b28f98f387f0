import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/rules";
import { prove } from "../../src/rules/proof";
import { synthesize } from "../support/synth";
import type { Attributes } from "./support/mutations";
import { SynthesizedDraft } from "./support/synthesized-draft";

const MOST_TELLING = [
  "aws_autoscaling_group",
  "aws_cloudwatch_metric_alarm",
  "aws_ecs_capacity_provider",
  "aws_ecs_cluster_capacity_providers",
  "aws_ecs_service",
  "aws_ecs_task_definition",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_subnet",
  "aws_vpc_security_group_egress_rule",
];

describe("whatever stands in the arguments", () => {
  const { foundation, ha } = synthesize();

  it("every rule has a verdict on it", () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("${var.any}", "", "10.0.0.0/99", "::/0", -1, 0, 0.5, 1e12, "9".repeat(30)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...MOST_TELLING),
        fc.nat(),
        fc.nat(),
        odd,
        (type, one, other, value) => {
          const draft = new SynthesizedDraft({ foundation, ha });
          const resources = draft.every(type);
          const attributes = resources[one % resources.length] as Attributes;
          const names = Object.keys(attributes);
          attributes[names[other % names.length] as string] = value;
          const { rules: judged } = prove(draft.topology, {
            rules,
            waivers: [],
            today: "2026-11-22",
          });
          expect(judged.map(({ findings }) => findings.length > 0)).not.toContain(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
