/**
 * Breaks a text into lines at its spaces; a word longer than a line is left whole, so that an
 * address or a link can be copied.
 *
 * @param width columns, indentation included
 * @param hanging columns that every line but the first is moved in by, beside the indentation
 */
export function wrap(text: string, width: number, indentation = 0, hanging = 0): string {
  const lines: string[] = [];
  let line = " ".repeat(indentation);
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(indentation + hanging);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join("\n");
}

const DEFAULT_WIDTH = 80;

/** The columns of a terminal; the usual ones of what is none. */
export function widthOf({ columns }: { readonly columns?: number }): number {
  // Some terminals report none at all.
  return columns || DEFAULT_WIDTH;
}
