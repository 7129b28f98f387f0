import { list, record } from "../../topology/terraform/json";

/**
 * A plan that would change nothing: what there is before this one, with every value known. A resource
 * that moves keeps the address that it moves to, so that both can be compared.
 */
export function priorPlan(document: unknown): unknown {
  const plan = record(document);
  const existing = list(plan["resource_changes"])
    .map(record)
    .filter((resource) => hasBefore(resource) && resource["deposed"] === undefined)
    .map((resource) => ({ ...resource, change: unchanged(record(resource["change"])) }));
  return { ...plan, resource_changes: existing };
}

function hasBefore({ change }: Readonly<Record<string, unknown>>): boolean {
  const { before } = record(change);
  return before !== null && before !== undefined;
}

function unchanged({ before }: Readonly<Record<string, unknown>>) {
  return { actions: ["no-op"], before, after: before, after_unknown: {} };
}
