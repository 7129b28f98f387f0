import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { GENERATED_TABLES, withTable } from "./generated-tables";

/** `npm run docs`: writes the tables that follow from the code into the documentation. */
async function writeTables(): Promise<void> {
  for (const table of GENERATED_TABLES) {
    const page = resolve(__dirname, "../..", table.page);
    writeFileSync(page, await withTable(readFileSync(page, "utf8"), table));
  }
}

void writeTables();
