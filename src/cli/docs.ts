import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { withTables } from "./readme";

/** `npm run docs`: writes the tables that follow from the code into the README. */
const readme = resolve(__dirname, "../../README.md");
withTables(readFileSync(readme, "utf8")).then((text) => writeFileSync(readme, text));
