/**
 * A text of the user's own, safe from Terraform, which would take `${…}` and `%{…}` in it for its
 * own templates.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function verbatim(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}

/** The HCL list of references, for use inside an expression. */
export function listOf(references: readonly string[]): string {
  return `[${references.join(", ")}]`;
}
