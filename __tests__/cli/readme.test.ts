import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withTables } from "../../src/cli/readme";

describe("the README", () => {
  it("has every table as `npm run docs` writes it", async () => {
    const readme = readFileSync("README.md", "utf8");
    expect(await withTables(readme)).toBe(readme);
  });

  it("has a place for every table", async () => {
    await expect(withTables("# Title")).rejects.toThrow(/has no place for the settings/);
  });
});
