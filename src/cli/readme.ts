import { rulesTable } from "../rules/table";
import { actionTable } from "../sandbox/action-table";
import { settingsTable } from "../settings/table";

/** The README with every table in it that follows from the code. */
export async function withTables(readme: string): Promise<string> {
  const tables = {
    settings: settingsTable(),
    rules: rulesTable(),
    actions: await actionTable(),
  };
  return Object.entries(tables).reduce(
    (text, [name, table]) => withTable(name, table, text),
    readme,
  );
}

/** @throws Error where the text has no place for the table */
function withTable(name: string, table: string, text: string): string {
  const [first, last] = [
    `<!-- ${name}: written by \`npm run docs\` -->`,
    `<!-- end of ${name} -->`,
  ];
  const [begin, end] = [text.indexOf(first), text.indexOf(last)];
  if (begin < 0 || end < begin) {
    throw new Error(`the README has no place for the ${name}: write ${first} and ${last}`);
  }
  return `${text.slice(0, begin + first.length)}\n\n${table}\n\n${text.slice(end)}`;
}
