import type { Markdown } from "./escape";

/** The first lines, as many as fit. */
export function fit(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  const taken = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return taken === -1 ? lines : lines.slice(0, taken);
}

export interface Column {
  readonly title: string;
  readonly align?: "right";
}

/**
 * A table whose last rows are left out, and counted, where there is no room for them.
 *
 * @param room in characters
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Markdown[])[],
  room: number,
): string {
  const head = [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
  ];
  const lines = rows.map(line);
  const fitting = fit(lines, room - head.join("\n").length);
  const left = lines.length - fitting.length;
  return [
    ...head,
    ...fitting,
    ...(left > 0 ? ["", `… and ${left} more: see the full report.`] : []),
  ].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
