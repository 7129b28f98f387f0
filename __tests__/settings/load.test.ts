import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadEnvironments } from "../../src/settings";

describe("a file without settings", () => {
  // Beside the tests, so that the files are modules of the kind that environments are.
  const folder = mkdtempSync(join(__dirname, "environments-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["is empty", ""],
    ["exports nothing", 'const name = "demo";'],
    ["has a named export alone", 'export const environment = { name: "demo" };'],
  ])("%s: one message says so", async (_, text) => {
    writeFileSync(join(folder, "demo.ts"), text);
    await expect(loadEnvironments(folder)).rejects.toThrow(
      "1 mistake in the settings, nothing was written:\n  demo.ts: exports no settings: end the file with",
    );
  });
});
