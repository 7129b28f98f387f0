import type { AttributeChange } from "../../changes/attributes";
import type { Concern, Review } from "../../model";
import { code, join, type Markdown, plain, sentence } from "./escape";
import { table } from "./table";

const LEVELS = { blocked: "🛑 blocked", yes: "✋ needs a yes" } as const;

/** What is blocked or needs a person's yes, with Terraform's own reason. */
export function concerns({ concerns: all, stacks }: Review, room: number): string {
  const several = stacks.length > 1;
  const rows = table(
    [{ title: "" }, { title: "what" }, { title: "what happens" }],
    all.map((concern) => cells(concern, several)),
    room,
  );
  return `### Blocked, or in need of a yes\n\n${rows}`;
}

function cells(concern: Concern, several: boolean): Markdown[] {
  const { level, stack, subject, what, attributes } = concern;
  return [
    sentence(LEVELS[level]),
    join([several ? code(stack) : undefined, code(subject)], "<br>"),
    join([sentence(what), ...attributes.map(attribute), reason(concern)], "<br>"),
  ];
}

function reason({ terraformReason, replacePaths }: Concern): Markdown | undefined {
  if (terraformReason === undefined) {
    return undefined;
  }
  const because =
    replacePaths.length === 0
      ? []
      : [sentence(", because of "), join(replacePaths.map(code), ", ")];
  return join([sentence("Terraform: "), plain(terraformReason), ...because], "");
}

/** An attribute with its values, where they are told. */
export function attribute({ name, before, after }: AttributeChange): Markdown {
  if (after === undefined) {
    return code(name);
  }
  const values = before === undefined || before === after ? [] : [code(before), sentence("→")];
  return join([code(name), ...values, code(after)], " ");
}
