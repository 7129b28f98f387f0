import { record } from "../topology/terraform/json";
import { readExpression } from "./expressions";
import type { HiddenVariables } from "./provider-secrets";
import type { SecretValues } from "./secret-values";

/**
 * Adds the values of every variable that is marked as sensitive, that a provider's credentials come
 * from, or that is handed on to such a one of a module.
 */
export function gatherVariableSecrets(
  document: Readonly<Record<string, unknown>>,
  hidden: HiddenVariables,
  secrets: SecretValues,
): void {
  const { root_module: root } = record(document["configuration"]);
  for (const name of hiddenIn(record(root), "", hidden, secrets)) {
    secrets.add(record(record(document["variables"])[name])["value"]);
  }
}

/** Adds what the module and those that it calls spell out; returns its hidden variables. */
function hiddenIn(
  module: Readonly<Record<string, unknown>>,
  address: string,
  hidden: HiddenVariables,
  secrets: SecretValues,
): ReadonlySet<string> {
  const variables = record(module["variables"]);
  const names = new Set(hidden.get(address));
  for (const [name, declaration] of Object.entries(variables)) {
    if (record(declaration)["sensitive"] === true) {
      names.add(name);
    }
  }
  for (const [call, its] of Object.entries(record(module["module_calls"]))) {
    const { module: called, expressions } = record(its);
    const below = address === "" ? `module.${call}` : `${address}.module.${call}`;
    for (const argument of hiddenIn(record(called), below, hidden, secrets)) {
      const expression = readExpression(record(expressions)[argument]);
      secrets.add(expression.constants);
      for (const name of expression.variables) {
        names.add(name);
      }
    }
  }
  for (const name of names) {
    secrets.add(record(variables[name])["default"]);
  }
  return names;
}
