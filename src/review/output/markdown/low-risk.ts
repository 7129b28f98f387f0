import type { Change, Review, StackReview } from "../../model";
import type { Action } from "../../plan/actions";
import { attribute } from "./concerns";
import { bold, code, htmlCode, join, type Markdown, plain, sentence } from "./escape";

/** A part of the comment that can be left out where there is no room. */
export interface LowRiskSection {
  /** What the reader misses without it. */
  readonly name: string;
  readonly text: string;
}

/** What is read first comes first, and is left out last. */
export function lowRisk(review: Review): LowRiskSection[] {
  return [...drift(review), ...waivers(review), ...details(review)];
}

function drift({ drift: all }: Review): LowRiskSection[] {
  const lines = all.map(
    ({ stack, address, action, attributes }) =>
      `- ${code(stack)} ${code(address)} ${DRIFTED[action] ?? "was changed"}${listed(attributes.map(attribute))}`,
  );
  return lines.length === 0
    ? []
    : [
        {
          name: "drift",
          text: `### Drift\n\n${folded(`${lines.length} changed outside Terraform`, lines)}`,
        },
      ];
}

const DRIFTED: Partial<Record<Action, string>> = { destroy: "is gone", create: "was created" };

function waivers({ resilience }: Review): LowRiskSection[] {
  const lines = resilience
    .flatMap(({ rows }) => rows)
    .flatMap(({ waiver, rule, subject }) =>
      waiver
        ? [
            `- ${bold(sentence(rule))} of ${code(subject)}, until ${plain(waiver.until)}: ${plain(waiver.reason)}`,
          ]
        : [],
    );
  return lines.length === 0
    ? []
    : [{ name: "waivers", text: `### Waivers\n\n${lines.join("\n")}` }];
}

/** Groups of changes, gravest first. */
const GROUPS: readonly { readonly title: string; readonly actions: readonly Action[] }[] = [
  { title: "destroyed", actions: ["destroy"] },
  { title: "replaced", actions: ["replace", "create-before-destroy", "create-then-forget"] },
  { title: "changed", actions: ["update"] },
  { title: "forgotten", actions: ["forget"] },
  { title: "moved or imported", actions: ["nothing"] },
  { title: "read", actions: ["read"] },
  { title: "created", actions: ["create"] },
];

/** Every change, collapsed. */
function details({ stacks }: Review): LowRiskSection[] {
  return underHeading("### Details", [
    ...GROUPS.flatMap(({ title, actions }) =>
      stacks.flatMap((stack) =>
        collapsed(
          stack,
          title,
          stack.changes.filter(({ action }) => actions.includes(action)).map(changeLine),
        ),
      ),
    ),
    ...stacks.flatMap((stack) =>
      collapsed(
        stack,
        "changed in its outputs",
        stack.outputs.map((name) => `- ${code(name)}`),
      ),
    ),
  ]);
}

function underHeading(heading: string, [first, ...others]: readonly LowRiskSection[]) {
  return first ? [{ ...first, text: `${heading}\n\n${first.text}` }, ...others] : [];
}

function collapsed(
  { name }: StackReview,
  title: string,
  lines: readonly string[],
): LowRiskSection[] {
  return lines.length === 0
    ? []
    : [
        {
          name: `${lines.length} ${title} in ${code(name)}`,
          text: folded(`${htmlCode(name)}: ${lines.length} ${title}`, lines),
        },
      ];
}

/** @param summary HTML */
function folded(summary: string, lines: readonly string[]): string {
  return `<details>\n<summary>${summary}</summary>\n\n${lines.join("\n")}\n\n</details>`;
}

function changeLine({ address, imported, movedFrom, attributes }: Change): string {
  const notes = join(
    [
      imported ? sentence("imported") : undefined,
      movedFrom && (`moved from ${code(movedFrom)}` as Markdown),
      ...attributes.map(attribute),
    ],
    ", ",
  );
  return `- ${code(address)}${notes === "" ? "" : `: ${notes}`}`;
}

function listed(pieces: readonly Markdown[]): string {
  return pieces.length === 0 ? "" : `: ${join(pieces, ", ")}`;
}
