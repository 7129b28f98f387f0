import { escaped, visible } from "./visible";

/** Longer names and values say no more to people, and bury what stands beside them. */
const LONGEST = 500;

/**
 * Text for a terminal or a log: one line, of a length that can be read, and with nothing in it that a
 * terminal executes or that a CI runner takes for a command.
 *
 * A runner reads `::error::` at the start of a line, after spaces too, and a line may be broken at
 * any space; `##[error]` and `##vso[…]` it reads anywhere.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function inLog(text: string): string {
  return clipped(visible(text))
    .replace(/(?<=^|\s):(?=:[A-Za-z])/g, escaped)
    .replace(/#(?=#(?:\[|vso))/gi, escaped);
}

/** The same for a message of several lines. */
export function linesInLog(text: string): string {
  return text.split("\n").map(inLog).join("\n");
}

function clipped(text: string): string {
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "")}… (${text.length} characters)`;
}
