import type { HarmlessChange } from "./harmless";
import { ordinaryTags } from "./tags";

/** Harmless in every resource of the AWS provider that is changed in place. */
export const OF_ANY_AWS_TYPE: readonly HarmlessChange[] = [
  {
    attributes: ["tags", "tags_all"],
    when: ordinaryTags,
    why: "they name and group resources, and nothing in the plan selects by them",
  },
  {
    attributes: ["description"],
    // Agents and bots are told by descriptions what to do.
    when: ({ resource: { type } }) => !/^aws_(bedrock|lex)/.test(type),
    why: "it is written for people",
  },
  { attributes: ["timeouts"], why: "it says how long Terraform waits" },
  {
    attributes: ["arn", "id"],
    when: ({ resource: { change }, path: [name] }) =>
      change.actions.join() === "update" && isUntold(change.after_unknown, name),
    why: "a resource that is changed in place keeps them",
  },
];

function isUntold(unknowns: unknown, name: string | number | undefined): boolean {
  return (
    typeof unknowns === "object" &&
    unknowns !== null &&
    name !== undefined &&
    (unknowns as Readonly<Record<string, unknown>>)[name] === true
  );
}
