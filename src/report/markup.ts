/** Text as it stands in HTML or XML. */
export function escapeMarkup(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export interface Link {
  readonly text: string;
  readonly href: string;
}

export type Cell = string | Link;

export function markup(cell: Cell): string {
  return typeof cell === "string"
    ? escapeMarkup(cell)
    : `<a href="${escapeMarkup(cell.href)}">${escapeMarkup(cell.text)}</a>`;
}

/**
 * @param head one name a column
 * @param rows the first cell of each names the row
 * @param wordy positions of columns with words, which are set as text is, and not as numbers are
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  wordy: readonly number[] = [],
): string {
  const classOf = (column: number) => (wordy.includes(column) ? ' class="words"' : "");
  const titles = head.map(
    (name, column) => `<th scope="col"${classOf(column)}>${escapeMarkup(name)}</th>`,
  );
  const cells = ([name = "", ...values]: readonly Cell[]) => [
    `<th scope="row">${markup(name)}</th>`,
    ...values.map((value, index) => `<td${classOf(index + 1)}>${markup(value)}</td>`),
  ];
  return [
    '<div class="wide"><table>',
    `<thead><tr>${titles.join("")}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row).join("")}</tr>`).join("\n")}</tbody>`,
    "</table></div>",
  ].join("\n");
}

/** Plain lines. */
export function list(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${escapeMarkup(line)}</li>`).join("\n")}</ul>`;
}
