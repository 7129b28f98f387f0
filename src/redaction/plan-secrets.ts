import { list, record } from "../topology/terraform/json";
import { gatherProviderSecrets } from "./provider-secrets";
import type { SecretValues } from "./secret-values";
import { gatherVariableSecrets } from "./variable-secrets";

/** Adds every value that a plan marks as sensitive, and what its providers and variables hide. */
export function gatherPlanSecrets(plan: unknown, secrets: SecretValues): void {
  const document = record(plan);
  const changes = [
    ...list(document["resource_changes"]),
    ...list(document["resource_drift"]),
    ...list(document["deferred_changes"]).map((each) => record(each)["resource_change"]),
  ].map((each) => record(each)["change"]);
  for (const change of [...changes, ...Object.values(record(document["output_changes"]))]) {
    addChange(record(change), secrets);
  }
  addState(record(document["planned_values"]), secrets);
  addState(record(record(document["prior_state"])["values"]), secrets);
  const hidden = gatherProviderSecrets(document["configuration"], secrets);
  gatherVariableSecrets(document, hidden, secrets);
}

function addChange(change: Readonly<Record<string, unknown>>, secrets: SecretValues): void {
  secrets.addMasked(change["before"], change["before_sensitive"]);
  secrets.addMasked(change["after"], change["after_sensitive"]);
}

function addState(values: Readonly<Record<string, unknown>>, secrets: SecretValues): void {
  for (const output of Object.values(record(values["outputs"])).map(record)) {
    secrets.addMasked(output["value"], output["sensitive"]);
  }
  addModule(record(values["root_module"]), secrets);
}

function addModule(module: Readonly<Record<string, unknown>>, secrets: SecretValues): void {
  for (const resource of list(module["resources"]).map(record)) {
    secrets.addMasked(resource["values"], resource["sensitive_values"]);
  }
  for (const child of list(module["child_modules"]).map(record)) {
    addModule(child, secrets);
  }
}
