import { isRecord, list, record, strings, text } from "../json";
import { type PlannedChange, type Resource, typeWithoutAlias } from "../resource";
import type { Attributes } from "../value";
import { ModuleTree } from "./module-tree";
import type { PlanEntry } from "./plan-entry";
import { PlannedResource } from "./planned-resource";
import { References } from "./references";
import { toldExpressions } from "./told-expressions";

type Body = Readonly<Record<string, unknown>>;

/** What a plan will have made, and what it has read to that end. */
export function resourcesOfPlan(plan: Body): readonly Resource[] {
  const tree = new ModuleTree(record(record(plan["configuration"])["root_module"]));
  const planned = list(plan["resource_changes"])
    .filter(isRecord)
    .filter((change) => change["deposed"] === undefined)
    .map((change) => entryOf(change, text(change["module_address"]), tree));
  const prior = record(record(plan["prior_state"])["values"]);
  const read = dataIn(record(prior["root_module"])).map(([resource, module]) =>
    entryOf(resource, module, tree),
  );
  const entries = [...planned, ...read].filter((entry) => entry !== undefined);
  const references = new References(tree, record(plan["variables"]), toldExpressions(entries));
  return entries.map((entry) => new PlannedResource(entry, references, tree));
}

/** Data sources that the plan has read already, each with the address of its module. */
function dataIn(module: Body): readonly (readonly [resource: Body, module: string])[] {
  const address = text(module["address"]);
  const own = list(module["resources"])
    .filter(isRecord)
    .filter(({ mode }) => mode === "data")
    .map((resource) => [resource, address] as const);
  return [...own, ...list(module["child_modules"]).filter(isRecord).flatMap(dataIn)];
}

/** Undefined where it has not even the address of a resource. */
function entryOf(body: Body, moduleAddress: string, tree: ModuleTree): PlanEntry | undefined {
  const { address, type, name, index } = body;
  if (typeof address !== "string" || typeof type !== "string") {
    return undefined;
  }
  const module = tree.moduleAt(moduleAddress);
  const mode = body["mode"] === "data" ? "data" : "managed";
  const block = `${mode === "data" ? "data." : ""}${type}.${text(name)}`;
  const key = typeof index === "string" || typeof index === "number" ? index : undefined;
  tree.add(module, block, key, address);
  const change = record(body["change"]);
  return {
    address,
    mode,
    type: typeWithoutAlias(type),
    block,
    place: { module, key, repeatedBy: module.configured.resource(block)?.repeatedBy },
    after: record(change["after"] ?? change["before"] ?? body["values"]) as Attributes,
    unknown: change["after_unknown"],
    told: mode === "managed" || body["values"] !== undefined,
    change: mode === "managed" ? changeOf(change) : undefined,
  };
}

function changeOf(change: Body): PlannedChange {
  const { actions, before } = change;
  return {
    actions: strings(actions),
    before: isRecord(before) ? (before as Attributes) : undefined,
  };
}
