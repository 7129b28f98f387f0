import { describe, expect, it } from "vitest";
import { type Chart, renderChart, renderChartFile } from "../../src/report/chart";

const chart: Chart = {
  title: "Requests <when> a zone is lost",
  valueTitle: "requests a second",
  fromSeconds: -10,
  toSeconds: 95,
  series: [
    {
      name: "answered",
      role: "good",
      points: [
        [-10, 100],
        [0, 50],
        [12, 100],
      ],
    },
    { name: "failed", role: "bad", dashed: true, points: [[0, 50]] },
  ],
  marks: [{ seconds: 0, name: "fault" }],
};

describe("a chart", () => {
  it("names its axes with their units, its series and its moments", () => {
    const svg = renderChart(chart);
    for (const text of [
      "requests a second",
      "seconds since the fault",
      "answered",
      "failed",
      "fault",
    ]) {
      expect(svg).toContain(`>${text}</text>`);
    }
  });

  it("counts a long time in minutes", () => {
    expect(renderChart({ ...chart, toSeconds: 1_000 })).toContain(
      ">minutes since the fault</text>",
    );
  });

  it("takes every colour from the theme, so that it is readable in light and dark", () => {
    const svg = renderChart(chart);
    const texts = svg.match(/<text [^>]+>/g) ?? [];
    const lines = (svg.match(/<path [^>]* stroke="[^>]+>/g) ?? []).filter(
      (path) => !path.includes('stroke-width="0"'),
    );
    expect(texts.length).toBeGreaterThan(10);
    expect(lines.length).toBeGreaterThan(5);
    expect(texts.filter((text) => !/ fill="var\(--\w+\)"/.test(text))).toEqual([]);
    expect(lines.filter((line) => !/ stroke="var\(--\w+\)"/.test(line))).toEqual([]);
  });

  it("is the same every time, and shares no id with another", () => {
    expect(renderChart(chart)).toBe(renderChart(chart));
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const other = ids(renderChart({ ...chart, title: "Targets" }));
    expect(ids(renderChart(chart)).filter((id) => other.includes(id))).toEqual([]);
  });

  it("says what it is to those who do not see it", () => {
    expect(renderChart(chart)).toContain('aria-label="Requests &lt;when&gt; a zone is lost"');
  });

  it("brings both themes along as a file of its own", () => {
    expect(renderChartFile(chart)).toMatch(
      /^<svg [^>]*><style>:root\{[^}]*--ink:#1b1f24[\s\S]*prefers-color-scheme:dark[\s\S]*--ink:#e6edf3/,
    );
  });
});
