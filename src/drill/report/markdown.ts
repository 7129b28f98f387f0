import type { DrillReport } from "./report";
import { percent, seconds } from "./verdict";

/** The report for people, in Markdown that also reads well on a terminal. */
export function markdownOf(report: DrillReport): string {
  return [
    `# Drill of ${report.environment}: ${report.fault} in ${report.zone}`,
    "",
    `**${headline(report)}**`,
    "",
    ...report.doubts.map((doubt) => `- could not tell: ${doubt}`),
    ...report.notRestored.map((remark) => `- NOT RESTORED: ${remark}`),
    ...report.leftAsFound.map((remark) => `- ${remark}`),
    ...(report.doubts.length + report.notRestored.length + report.leftAsFound.length > 0
      ? [""]
      : []),
    ...table(
      ["", "measured", "wanted", ""],
      report.judgements.map(({ title, measured, limit, holds }) => [
        title,
        measured,
        limit,
        holds ? "holds" : "MISSED",
      ]),
    ),
    "",
    "## What clients saw",
    "",
    ...clientTable(report),
    "",
    "## What happened",
    "",
    ...recoveryTable(report),
    "",
    "## Timeline",
    "",
    ...table(
      ["since the fault", "zone", "what"],
      report.happenings.map(({ atMs, zone, text }) => [
        `${atMs < 0 ? "-" : ""}${seconds(Math.abs(atMs))}`,
        zone,
        text,
      ]),
    ),
    "",
    `${report.startedAt}, account ${report.account}, ${report.region}, ${report.url}; took ${report.instances.join(", ")} away for ${seconds(report.faultLastedMs)}.${report.speed === 1 ? "" : ` Times are those of a sandbox that runs ${report.speed} times as fast as the wall clock.`}`,
    "",
  ].join("\n");
}

export function headline({ verdict, fault, zone, clients }: DrillReport): string {
  const { requests, failed } = clients.during;
  const lost = fault === "instance" ? `an instance in ${zone}` : zone;
  const said = verdict.charAt(0).toUpperCase() + verdict.slice(1);
  return `${said}: ${failed} of ${requests} requests failed while ${lost} was lost`;
}

function clientTable({ clients }: DrillReport): readonly string[] {
  const phases = [clients.before, clients.during, clients.after];
  const row = (title: string, value: (view: (typeof phases)[number]) => string) => [
    title,
    ...phases.map(value),
  ];
  return table(
    ["", "before", "during the fault", "after it"],
    [
      row("requests", ({ requests }) => `${requests}`),
      row("failed", ({ failed }) => `${failed}`),
      row("of these", ({ failedByClass }) =>
        Object.entries(failedByClass)
          .map(([name, count]) => `${count} ${name}`)
          .join(", "),
      ),
      row("error window", ({ errorWindowMs }) => seconds(errorWindowMs)),
      row("longest time without an answer", ({ longestGapMs }) => seconds(longestGapMs)),
      row("answered in, median", ({ latencyMs }) => `${Math.round(latencyMs.p50)} ms`),
      row("answered in, 99 %", ({ latencyMs }) => `${Math.round(latencyMs.p99)} ms`),
    ],
  );
}

function recoveryTable({ detections, recovery }: DrillReport): readonly string[] {
  const seen = (ms: number | undefined) => (ms === undefined ? "not seen" : seconds(ms));
  return table(
    ["", ""],
    [
      ...detections.map(({ target, zone, afterMs, became }) => [
        `target ${target} in ${zone} taken out`,
        afterMs === undefined ? "not seen" : `after ${seconds(afterMs)}, ${became}`,
      ]),
      ["capacity at its lowest", percent(recovery.lowestCapacity)],
      ["desired count serves again after", seen(recovery.desiredAgainMs)],
      ["both zones serve again after", seen(recovery.zonesAgainMs)],
      [
        "tasks started in",
        Object.entries(recovery.newTasks)
          .map(([zone, count]) => `${zone}: ${count}`)
          .join(", ") || "none",
      ],
    ],
  );
}

/** Columns of even width but for the last: the source is read as often as what is made of it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((title, column) =>
    column === head.length - 1
      ? 3
      : Math.max(3, title.length, ...escaped.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...escaped.map(line)];
}
