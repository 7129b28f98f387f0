import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { GENERATED_TABLES, withTable } from "../../src/cli/generated-tables";

const PAGES = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" }).trim().split("\n");

describe("the documentation", () => {
  it.each(GENERATED_TABLES)("has the $name as `npm run docs` writes them", async (table) => {
    const page = readFileSync(table.page, "utf8");
    expect(await withTable(page, table)).toBe(page);
  });

  it.each(GENERATED_TABLES)("refuses a page without a place for the $name", async (table) => {
    await expect(withTable("# Title", table)).rejects.toThrow(/the page has no place for the/);
  });

  it("starts with a README of at most 250 lines, which names every page", () => {
    const readme = readFileSync("README.md", "utf8");
    expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(250);
    const unnamed = PAGES.filter((page) => page.startsWith("docs/") && !readme.includes(page));
    expect(unnamed).toEqual([]);
  });

  it.each(PAGES)("%s has no link that leads nowhere", (page) => {
    expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it("finds a link that leads nowhere", () => {
    expect(leadsSomewhere("README.md", "docs/ci.md#what-was-run-and-what-was-not")).toBe(true);
    expect(leadsSomewhere("README.md", "docs/ci.md#no-such-heading")).toBe(false);
    expect(leadsSomewhere("docs/ci.md", "docs/ci.md")).toBe(false);
  });
});

/** Of Markdown links and images, and of HTML in it; not those to the web. */
function linksOf(page: string): readonly string[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href|srcset)="([^"]+)"/g)];
  return targets
    .map(([, markdown, html]) => markdown ?? html ?? "")
    .filter((target) => !/^(?:https?|mailto):/.test(target));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), path));
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

/** As GitHub makes them of headings, and those that a page sets itself. */
function anchorsOf(page: string): readonly string[] {
  const text = proseOf(page);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...text.matchAll(/id="([^"]+)"/g)].map(([, id = ""]) => id)];
}

function proseOf(page: string): string {
  return readFileSync(page, "utf8").replace(/^\s*```[\s\S]*?^\s*```/gm, "");
}
