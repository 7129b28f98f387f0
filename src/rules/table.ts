import { rules } from "./index";

/** Every rule with what it asks and where that comes from, as a Markdown table. */
export function rulesTable(): string {
  return [
    "| rule | what holds | why |",
    "| --- | --- | --- |",
    ...rules.map(({ id, title, source }) => `| \`${id}\` | ${title} | [AWS](${source}) |`),
  ].join("\n");
}
