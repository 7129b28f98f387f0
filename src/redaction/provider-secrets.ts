import { record } from "../topology/terraform/json";
import { readExpression } from "./expressions";
import type { SecretValues } from "./secret-values";

/** Arguments of a provider that say where and how, not who; anything else may be a credential. */
const PUBLIC_ARGUMENTS: ReadonlySet<string> = new Set([
  "allowed_account_ids",
  "default_tags",
  "forbidden_account_ids",
  "ignore_tags",
  "profile",
  "region",
  "retry_mode",
  "s3_us_east_1_regional_endpoint",
]);

/** Names of variables, by the address of the module that they are of; `""` is the root. */
export type HiddenVariables = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Adds what the arguments of providers spell out.
 *
 * @returns the variables that the arguments refer to
 */
export function gatherProviderSecrets(
  configuration: unknown,
  secrets: SecretValues,
): HiddenVariables {
  const hidden = new Map<string, Set<string>>();
  for (const provider of Object.values(record(record(configuration)["provider_config"]))) {
    const { module_address: module = "", expressions } = record(provider);
    const { constants, variables } = readExpression(withoutPublic(record(expressions)));
    secrets.add(constants);
    const names = hidden.get(String(module)) ?? new Set();
    hidden.set(String(module), new Set([...names, ...variables]));
  }
  return hidden;
}

/** The same for a synthesized stack, whose backend may have credentials too. */
export function gatherSynthesizedSecrets(document: unknown, secrets: SecretValues): void {
  const { provider, terraform, variable } = record(document);
  for (const blocks of Object.values(record(provider))) {
    for (const block of [blocks].flat()) {
      secrets.add(Object.values(withoutPublic(record(block))));
    }
  }
  for (const backend of Object.values(record(record(terraform)["backend"])).map(record)) {
    for (const name of ["access_key", "secret_key", "token", "password", "conn_str"]) {
      secrets.add(backend[name]);
    }
  }
  for (const { sensitive, default: value } of Object.values(record(variable)).map(record)) {
    secrets.addMasked(value, sensitive);
  }
}

function withoutPublic(
  block: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(block).filter(([argument]) => !PUBLIC_ARGUMENTS.has(argument)),
  );
}
