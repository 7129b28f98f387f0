import { XMLParser, XMLValidator } from "fast-xml-parser";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect } from "vitest";

/** What a review may be made of once GitHub has rendered it: neither links nor images, for one. */
const ELEMENTS = new Set(
  "h2 h3 p ul li strong em code br details summary table thead tbody tr th td".split(" "),
);

/** Renders by the rules of CommonMark and GitHub's additions, raw HTML as it stands. */
export function githubHtml(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** Fails where HTML is broken, where a row has lost or won a cell, or where names became markup. */
export function expectSound(markdown: string): string {
  const html = githubHtml(markdown);
  const xml = `<root>${html.replaceAll("<br>", "<br/>")}</root>`;
  expect(XMLValidator.validate(xml)).toBe(true);
  const elements = [...html.replace(/<!--.*?-->/gs, "").matchAll(/<\/?([a-z0-9]+)/g)];
  expect(elements.map(([, name]) => name).filter((name) => !ELEMENTS.has(name ?? ""))).toEqual([]);
  for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
    const rows = [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(
      ([row]) => row.match(/<t[hd]/g)?.length,
    );
    expect(new Set(rows).size).toBe(1);
  }
  const said = html.replace(/<code>.*?<\/code>/gs, "").replace(/<!--.*?-->/gs, "");
  expect(said).not.toMatch(/@[a-z0-9]|#\d/i);
  return html;
}

/** The texts that are set in code, as a reader sees them. */
export function codesIn(html: string): string[] {
  return [...html.matchAll(/<code>(.*?)<\/code>/gs)].map(([element]) =>
    String(new XMLParser({ trimValues: false, parseTagValue: false }).parse(element).code ?? ""),
  );
}
