import type { AttributeChange } from "../../changes/attributes";
import { grouped } from "../../grouped";
import type { Concern, Review } from "../../model";
import { code, join, type Markdown, plain, sentence } from "./escape";
import { table } from "./table";

const LEVELS = { blocked: "🛑 blocked", yes: "✋ needs a yes" } as const;

const REMEDIES = {
  blocked: "What is blocked must not be applied: change it, and plan again.",
  yes: "What needs a yes may be applied once somebody who knows the service has confirmed that it is meant.",
} as const;

/** What is blocked or needs a person's yes, with Terraform's own reason, and what to do about it. */
export function concerns({ concerns: all, stacks }: Review, room: number): string {
  const several = stacks.length > 1;
  const remedies = (["blocked", "yes"] as const)
    .filter((level) => all.some((concern) => concern.level === level))
    .map((level) => REMEDIES[level])
    .join(" ");
  const rows = table(
    [{ title: "" }, { title: "what" }, { title: "what happens" }],
    alike(all).map((concerns) => cells(concerns, several)),
    room - remedies.length,
  );
  return `### Blocked, or in need of a yes\n\n${rows}\n\n${sentence(remedies)}`;
}

/** Those of which the same is said, together: a plan may have hundreds. */
function alike(concerns: readonly Concern[]): Concern[][] {
  return [...grouped(concerns, ({ subject: _, ...said }) => JSON.stringify(said)).values()];
}

const MOST_NAMED = 8;

function cells(concerns: readonly Concern[], several: boolean): Markdown[] {
  const concern = concerns[0] as Concern;
  const { level, stack, what, attributes } = concern;
  const named = concerns.slice(0, MOST_NAMED).map(({ subject }) => code(subject));
  const more = concerns.length - named.length;
  return [
    sentence(LEVELS[level]),
    join(
      [
        several ? code(stack) : undefined,
        ...named,
        more > 0 ? sentence(`and ${more} more`) : undefined,
      ],
      "<br>",
    ),
    join([sentence(what), ...withValues(attributes, what), reason(concern)], "<br>"),
  ];
}

/** Those that what is said does not name already. */
function withValues(attributes: readonly AttributeChange[], what: string): Markdown[] {
  return attributes
    .filter(({ name, after }) => after !== undefined || !what.includes(name))
    .map(attribute);
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
