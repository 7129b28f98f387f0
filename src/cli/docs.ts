import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { settingsTable, withSettingsTable } from "../settings/table";

/** `npm run docs`: writes the settings table into the README. */
const readme = resolve(__dirname, "../../README.md");
writeFileSync(readme, withSettingsTable(readFileSync(readme, "utf8"), settingsTable()));
