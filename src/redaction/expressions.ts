/** What an expression of the configuration spells out, and the variables that it refers to. */
export interface Expression {
  readonly constants: readonly unknown[];
  readonly variables: readonly string[];
}

/**
 * Reads an expression, or a block of them.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
 */
export function readExpression(node: unknown): Expression {
  const constants: unknown[] = [];
  const variables: string[] = [];
  visit(node, (expression) => {
    constants.push(expression["constant_value"]);
    for (const reference of [expression["references"]].flat()) {
      const name = /^var\.([^.[]+)/.exec(String(reference))?.[1];
      if (name !== undefined) {
        variables.push(name);
      }
    }
  });
  return { constants, variables };
}

function visit(node: unknown, read: (expression: Readonly<Record<string, unknown>>) => void): void {
  if (typeof node !== "object" || node === null) {
    return;
  }
  if ("constant_value" in node || "references" in node) {
    read(node as Readonly<Record<string, unknown>>);
    return;
  }
  for (const part of Object.values(node)) {
    visit(part, read);
  }
}
