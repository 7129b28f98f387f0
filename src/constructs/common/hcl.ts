import { Token } from "cdktf";

/**
 * A text of the user's own, safe from Terraform, which would take `${…}` and `%{…}` in it for its
 * own templates.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function verbatim(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}

/** A part of a construct id that only this text makes: 10.0.0.0/8 becomes 10-0-0-0_2f8. */
export function idOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, (character) =>
    character === "." ? "-" : `_${character.charCodeAt(0).toString(16)}`,
  );
}

/** An HCL list for use inside an expression: references as they are, plain texts quoted. */
export function listOf(values: readonly string[]): string {
  const items = values.map((value) => (Token.isUnresolved(value) ? value : JSON.stringify(value)));
  return `[${items.join(", ")}]`;
}
