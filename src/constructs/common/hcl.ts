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

/** An HCL list for use inside an expression: references as they are, plain texts quoted. */
export function listOf(values: readonly string[]): string {
  const items = values.map((value) => (Token.isUnresolved(value) ? value : JSON.stringify(value)));
  return `[${items.join(", ")}]`;
}
