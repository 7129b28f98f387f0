import { rulesTable } from "../rules/table";
import { actionTable } from "../sandbox/action-table";
import { settingsTable } from "../settings/table";
import { exitCodeTable } from "./exit-code-table";

/** A page of the documentation, with the table in it that follows from the code. */
export interface GeneratedTable {
  /** From the root of the checkout. */
  readonly page: string;
  readonly name: string;
  readonly write: () => string | Promise<string>;
}

export const GENERATED_TABLES: readonly GeneratedTable[] = [
  { page: "docs/settings.md", name: "settings", write: settingsTable },
  { page: "docs/rules.md", name: "rules", write: rulesTable },
  { page: "docs/sandbox.md", name: "actions", write: actionTable },
  { page: "docs/commands.md", name: "exit codes", write: exitCodeTable },
];

/**
 * The page with its table as the code has it now.
 *
 * @throws Error where the page has no place for the table
 */
export async function withTable(text: string, { name, write }: GeneratedTable): Promise<string> {
  const [first, last] = [
    `<!-- ${name}: written by \`npm run docs\` -->`,
    `<!-- end of ${name} -->`,
  ];
  const [begin, end] = [text.indexOf(first), text.indexOf(last)];
  if (begin < 0 || end < begin) {
    throw new Error(`the page has no place for the ${name}: write ${first} and ${last}`);
  }
  return `${text.slice(0, begin + first.length)}\n\n${await write()}\n\n${text.slice(end)}`;
}
