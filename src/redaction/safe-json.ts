import { ALL_HIDDEN } from "./visible";

/**
 * JSON in which every character can be seen: what would move the cursor or hide what is there is
 * escaped, so that programs read the same and a terminal shows no more than text. The same goes for
 * what a CI runner takes for a command wherever it stands.
 */
export function safeJson(
  value: unknown,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return JSON.stringify(value, replacer, 2)
    .replace(ALL_HIDDEN, (character) =>
      // The line breaks between the parts.
      character === "\n" ? character : inJson(character),
    )
    .replace(/#(?=#(?:\[|vso))/gi, inJson);
}

function inJson(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}
