import { z } from "zod";
import { mistakeInRuleId } from "../rules/rule-ids";

const ruleId = z.string().superRefine((id, context) => {
  const message = mistakeInRuleId(id);
  if (message) {
    context.addIssue({ code: "custom", message });
  }
});

export const waivers = z
  .array(
    z.strictObject({
      rule: ruleId.describe("id of the rule, such as HA-LB-03"),
      subject: z
        .string()
        .min(1)
        .optional()
        .describe(
          "address of the resource, where * stands for any text; every resource of the rule where left out",
        ),
      reason: z
        .string()
        .refine((text) => text.trim() !== "", { error: "is empty: say why the rule is waived" })
        .describe("why it is waived"),
      until: z.iso
        .date("must be a day such as 2027-01-31")
        .describe("the last day that it is; from the next day on the rule is broken"),
    }),
  )
  .default([])
  .describe("rules that this environment does without, each for a reason and a time");
