import { describe, expect, it } from "vitest";
import type { DrillResult } from "../../src/drill/drill";
import type { Preflight } from "../../src/drill/preflight/preflight";
import { predictionFor } from "../../src/drill/report/comparison";
import { markdownOf } from "../../src/drill/report/markdown";
import { drillPage } from "../../src/drill/report/page";
import type { DrillRecord } from "../../src/drill/report/record";
import { type DrillReport, reportOf } from "../../src/drill/report/report";
import { thresholdsFor } from "../../src/drill/report/verdict";
import type { Topology } from "../../src/topology/model";
import { SynthesizedDraft } from "../rules/support/synthesized-draft";
import { synthesize } from "../support/synth";
import { A, B, steady, target } from "./support/observations";
import { record, requests } from "./support/record";

const { foundation, ha } = synthesize();
const { topology } = new SynthesizedDraft({ foundation, ha });
/** Without the stack that has the subnets, too much is unknown. */
const { topology: unclear } = new SynthesizedDraft({ ha } as { foundation: never; ha: typeof ha });

const lost = { ...steady(), atMs: 11_000, targets: [target("2", B)] };
const again = { ...steady(), atMs: 18_000 };

/** The zone's targets fail for so long. */
function failing(forMs: number, changes: Partial<DrillRecord> = {}): DrillRecord {
  const samples = [
    ...requests(0, 10_000),
    ...requests(10_000, 10_000 + forMs, "http 502"),
    ...requests(10_000 + forMs, 100_000),
  ];
  return record({ samples, observations: [steady(), lost, again], ...changes });
}

function reported(
  drilled: DrillRecord,
  { of = topology, ...changes }: Partial<DrillResult> & { readonly of?: Topology } = {},
) {
  const prediction = predictionFor(of, drilled);
  const result: DrillResult = {
    record: drilled,
    happenings: [
      { atMs: 9_990, kind: "drill", subject: "fault", zone: "", text: "stop i-1" },
      { atMs: 11_000, kind: "target", subject: "x", zone: A, text: "<b>target</b> | unused" },
    ],
    restoration: { left: [], failed: [] },
    notReleased: [],
    longestBlindMs: 1_000,
    interrupted: false,
    failure: undefined,
    ...changes,
  };
  const before = {
    accountId: "123456789012",
    url: new URL("http://app.example.com/"),
  } as Preflight;
  const report = reportOf(before, result, prediction, {
    environment: "demo",
    region: "eu-north-1",
    startedAt: "2026-11-22T12:00:00.000Z",
    speed: 1,
    thresholds: thresholdsFor(drilled.fault, {}),
    journal: ".ha-drill/d1.jsonl",
  });
  return { report, html: drillPage(report, drilled, prediction), markdown: markdownOf(report) };
}

function compared({ comparisons }: DrillReport, title: string) {
  return comparisons.find((each) => each.title === title);
}

describe("what was measured, beside what the simulation predicts", () => {
  it.each([
    ["within", 4_000, true],
    ["shorter than what is assumed at the least", 500, false],
    ["longer than the health checks take at worst", 20_000, false],
  ])("is %s", (_, forMs, within) => {
    const { report } = reported(failing(forMs));
    expect(compared(report, "errors until")).toMatchObject({
      measured: forMs,
      predicted: { least: 1_000, most: 10_000 },
      within,
    });
  });

  it("is held against the same fault: a zone that is cut off loses its load balancer's node", () => {
    const { report } = reported(failing(5_000, { fault: "blackhole" }));
    expect(compared(report, "errors until")).toMatchObject({
      predicted: { least: 70_000, most: 180_000 },
      within: false,
    });
  });

  it("is not within where the desired count did not come back in time", () => {
    const { report } = reported(failing(4_000, { observations: [steady(), lost] }));
    expect(compared(report, "desired count serves again")).toMatchObject({
      measured: undefined,
      within: false,
    });
  });

  it("is left out where the drill was cut short, or too much is unknown", () => {
    const interrupted = reported(failing(4_000), { interrupted: true });
    expect(interrupted.report.comparisons).toEqual([]);
    expect(interrupted.markdown).toContain("the drill did not run its course");
    const unknown = reported(failing(4_000), { of: unclear });
    expect(unknown.report).toMatchObject({ comparisons: [], verdict: "holds" });
    expect(unknown.html).toMatch(/Not compared with the simulation: \S+/);
  });
});

describe("the report of a drill", () => {
  it("has the same figures in every format", () => {
    const { report, html, markdown } = reported(failing(4_000));
    expect(report.verdict).toBe("holds");
    for (const text of [html, markdown]) {
      expect(text).toContain("80 of 1200 requests failed while eu-north-1a was lost");
      expect(text).toMatch(/errors until.*4 s.*1 s to 10 s.*within/);
      expect(text).toMatch(/80 http 502/);
    }
  });

  it("draws requests, prediction, targets and tasks, and asks the network for nothing", () => {
    const { html } = reported(failing(4_000));
    const charts = [...html.matchAll(/<svg[^>]* aria-label="([^"]+)"/g)].map(([, name]) => name);
    expect(charts).toEqual([
      "Requests",
      "Failed requests, measured and predicted",
      "Targets",
      "Tasks and instances",
    ]);
    expect(html).not.toMatch(/<script|<link|@import|url\((?!#)|src=/);
  });

  it("lets nothing that it saw break out of a table", () => {
    const { html, markdown } = reported(failing(4_000));
    expect(html).toContain("&lt;b&gt;target&lt;/b&gt; | unused");
    expect(markdown).toContain("<b>target</b> \\| unused");
    expect(markdown).toMatch(/^\| 0 s +\| +\| stop i-1 \|$/m);
  });

  it("says before everything else what is not restored, and why it cannot tell", () => {
    const { report, markdown } = reported(failing(4_000), {
      failure: "InsufficientPermission",
      restoration: { left: [], failed: ["i-1 was not started"] },
    });
    expect(report.verdict).toBe("could not tell");
    expect(report.notRestored.at(-1)).toContain("npx ha drill --restore .ha-drill/d1.jsonl");
    expect(markdown.indexOf("NOT RESTORED: i-1 was not started")).toBeLessThan(
      markdown.indexOf("could not tell: InsufficientPermission"),
    );
  });

  it("keeps its verdict where what was stuck could not be released, and says so", () => {
    const { report, markdown } = reported(failing(4_000), {
      notReleased: ["i-3 could not be released: a permission is missing"],
    });
    expect(report.verdict).toBe(reported(failing(4_000)).report.verdict);
    expect(markdown).toContain("- i-3 could not be released: a permission is missing");
  });

  it("cannot tell where it was suspended after the fault, and compares nothing", () => {
    const suspensions = [
      { fromMs: 1_000, toMs: 5_000, lastedMs: 4_000 },
      { fromMs: 20_000, toMs: 60_000, lastedMs: 40_000 },
    ];
    const { report } = reported(failing(4_000, { suspensions }));
    expect(report.verdict).toBe("could not tell");
    expect(report.doubts).toEqual([
      expect.stringMatching(/^the measurement was suspended for 40 s, /),
    ]);
    expect([report.suspendedMs, report.comparisons]).toEqual([40_000, []]);
    expect(report.notPredicted).toEqual(["the measurement was suspended"]);
  });

  it("tells where it was suspended before the fault only, which was measured anew", () => {
    const suspensions = [{ fromMs: 1_000, toMs: 5_000, lastedMs: 4_000 }];
    expect(reported(failing(4_000, { suspensions })).report.doubts).toEqual([]);
  });

  it("holds nothing for good that was never seen to be taken away", () => {
    const { report } = reported(failing(0, { isLossSeen: false }));
    expect(report.verdict).toBe("could not tell");
    expect(report.doubts).toEqual([expect.stringMatching(/none .* was seen to go/)]);
  });

  it("keeps to 15 s of errors, but for a lost node, which DNS leads to for longer", () => {
    expect(thresholdsFor("stop", {}).maxErrorWindowMs).toBe(15_000);
    expect(thresholdsFor("blackhole", {}).maxErrorWindowMs).toBe(180_000);
    expect(thresholdsFor("blackhole", { maxErrorWindow: 1 }).maxErrorWindowMs).toBe(1);
  });
});
