import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { settingsTable, withSettingsTable } from "../../src/settings/table";

describe("the settings table", () => {
  it("stands in the README as `npm run docs` writes it", () => {
    const readme = readFileSync("README.md", "utf8");
    expect(withSettingsTable(readme, settingsTable())).toBe(readme);
  });

  it("tells every setting what it is for", () => {
    for (const row of settingsTable().split("\n")) {
      expect(row).toMatch(/^\|(?: \S[^|]* \|| --- \|){3}$/);
    }
  });

  it("refuses a text that has no place for it", () => {
    expect(() => withSettingsTable("# Title", "")).toThrow(/has no place for the settings/);
  });
});
