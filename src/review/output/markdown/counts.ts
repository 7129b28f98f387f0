import type { Counts, Review } from "../../model";
import { bold, code, type Markdown, sentence } from "./escape";
import { table } from "./table";

const KINDS: readonly (keyof Counts)[] = [
  "add",
  "change",
  "replace",
  "destroy",
  "forget",
  "import",
  "move",
];

/** What takes something away. */
const GRAVE: readonly (keyof Counts)[] = ["replace", "destroy", "forget"];

export function counts({ stacks }: Review, room: number): string {
  return table(
    [{ title: "stack" }, ...KINDS.map((kind) => ({ title: kind, align: "right" as const }))],
    stacks.map((stack) => [
      code(stack.name),
      ...KINDS.map((kind) => cell(kind, stack.counts[kind])),
    ]),
    room,
  );
}

function cell(kind: keyof Counts, count: number): Markdown {
  const number = sentence(String(count));
  return GRAVE.includes(kind) && count > 0 ? bold(number) : number;
}
