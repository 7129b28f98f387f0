import { escaped, visible } from "../../../redaction/visible";

/** Markdown that is safe to put anywhere in a line, in a cell of a table too. */
export type Markdown = string & { readonly brand: "markdown" };

/** Longer names and values are cut: the whole of them is in the JSON. */
const LONGEST = 160;

/** What shows as it is, whatever it is made of: no renderer finds markup, a mention or a link in it. */
export function code(text: string): Markdown {
  const shown = visible(clip(text)).replace(/[`|]/g, escaped).replace(/^ | $/g, escaped);
  return (shown === "" ? '`""`' : `\`${shown}\``) as Markdown;
}

/** The same for a line of raw HTML, in which no Markdown counts. */
export function htmlCode(text: string): string {
  const shown = visible(clip(text)).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<code>${shown}</code>`;
}

/** Text of a sentence. A joiner that has no width keeps mentions and references from being made. */
export function plain(text: string): Markdown {
  return sentence(clip(text));
}

/** The same for the project's own words, which are never cut. */
export function sentence(text: string): Markdown {
  return visible(text)
    .replace(/[\\`*_[\]<>|~&$^]|:(?! )|(?<=www)\./gi, "\\$&")
    .replace(/[@#]/g, "$&\u2060") as Markdown;
}

/** Pieces that are safe, put together. */
export function join(pieces: readonly (Markdown | undefined)[], between: string): Markdown {
  return pieces.filter((piece) => piece !== undefined && piece !== "").join(between) as Markdown;
}

export function bold(piece: Markdown): Markdown {
  return `**${piece}**` as Markdown;
}

function clip(text: string): string {
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
