import { describe, expect, it } from "vitest";
import { settingsTable } from "../../src/settings/table";

describe("the settings table", () => {
  it("tells every setting what it is for", () => {
    for (const row of settingsTable().split("\n")) {
      expect(row).toMatch(/^\|(?: \S[^|]* \|| --- \|){3}$/);
    }
  });
});
