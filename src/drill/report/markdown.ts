import type { DrillReport } from "./report";
import {
  clientTable,
  comparisonTable,
  judgementTable,
  recoveryTable,
  type Table,
  timelineTable,
} from "./tables";
import { aboutPrediction, circumstances, headline, remarks, titleOf } from "./wording";

/** The report for people, in Markdown that also reads well on a terminal. */
export function markdownOf(report: DrillReport): string {
  const noted = remarks(report);
  return [
    `# ${titleOf(report)}`,
    "",
    `**${headline(report)}**`,
    "",
    ...noted.map((remark) => `- ${remark}`),
    ...(noted.length > 0 ? [""] : []),
    ...table(judgementTable(report)),
    "",
    "## What clients saw",
    "",
    ...table(clientTable(report)),
    "",
    "## What was predicted",
    "",
    ...(report.comparisons.length > 0 ? [...table(comparisonTable(report)), ""] : []),
    aboutPrediction(report),
    "",
    "## What happened",
    "",
    ...table(recoveryTable(report)),
    "",
    "## Timeline",
    "",
    ...table(timelineTable(report)),
    "",
    circumstances(report),
    "",
  ].join("\n");
}

/** Columns of even width but for the last: the source is read as often as what is made of it. */
function table({ head, rows }: Table): readonly string[] {
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
