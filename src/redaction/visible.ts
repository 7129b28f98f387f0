/** What nearly every name is made of: told in a fraction of the time. */
const PLAIN = /^[ -~]*$/;

/** What cannot be seen, or is not what it looks like. */
export const ALL_HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * Controls, line breaks, what changes the direction of writing, what has no width, and halves of
 * characters would hide what is there, or break the line: they are written as `\u{…}`.
 */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(ALL_HIDDEN, escaped);
}

export function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
