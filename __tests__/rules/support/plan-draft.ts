import { topologyOfPlan } from "../../../src/topology/read";
import type { Attributes, Draft } from "./mutations";

/** A plan in JSON, copied, to be changed and read. */
export class PlanDraft implements Draft {
  private readonly plan: Attributes;

  /** @param names how this plan calls the parts of the names in a mutation */
  constructor(
    private readonly original: Attributes,
    private readonly names: Readonly<Record<string, string>> = {},
  ) {
    this.plan = structuredClone(original);
  }

  /** The plan as it was changed: what was changed is known now. */
  get json(): Attributes {
    this.original["resource_changes"].forEach(({ address, change }: Attributes) => {
      const changed = this.plan["resource_changes"].find(
        (each: Attributes) => each["address"] === address,
      );
      if (changed) {
        tell(change.after ?? {}, changed.change.after ?? {}, changed.change.after_unknown);
      }
    });
    return this.plan;
  }

  get topology() {
    return topologyOfPlan(this.json);
  }

  resource(type: string, part = ""): Attributes {
    const found = [...this.changes(type, part), ...this.lookups(type, part)];
    const [only] = found;
    if (found.length !== 1 || !only) {
      throw new Error(`no single ${type} with "${part}" in its address: ${found.length}`);
    }
    return only["change"]?.after ?? only["values"];
  }

  /** What the plan does with a resource. */
  change(type: string, part = ""): Attributes {
    const [only] = this.changes(type, part);
    return only?.["change"];
  }

  remove(type: string, part: string): void {
    const [gone] = this.changes(type, part);
    this.plan["resource_changes"] = this.plan["resource_changes"].filter(
      (each: Attributes) => each !== gone,
    );
  }

  add(type: string, name: string, after: Attributes): void {
    this.push(type, name, { actions: ["create"], before: null, after, after_unknown: {} });
  }

  destroy(type: string, name: string, before: Attributes): void {
    this.push(type, name, { actions: ["delete"], before, after: null, after_unknown: {} });
  }

  private push(type: string, name: string, change: Attributes): void {
    this.plan["resource_changes"].push({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      change,
    });
  }

  /** The one that the plan knows: a subnet that is there already. */
  keepFirst(type: string, attribute: string): void {
    this.resource(type)[attribute] = [this.resource("aws_subnet", "network_existing")["id"]];
  }

  forget(type: string, part: string, dependency: string): void {
    const [{ name }] = this.changes(type, part) as [Attributes];
    for (const module of configuredIn(this.plan["configuration"].root_module)) {
      for (const configured of module["resources"] ?? []) {
        if (configured.type === type && configured.name === name) {
          configured.depends_on = configured.depends_on.filter(
            (address: string) => !address.startsWith(dependency),
          );
        }
      }
    }
  }

  lifecycle(): Attributes {
    return {};
  }

  private changes(type: string, part: string): readonly Attributes[] {
    return this.plan["resource_changes"].filter(
      (each: Attributes) => each["mode"] === "managed" && this.isMeant(each, type, part),
    );
  }

  private lookups(type: string, part: string): readonly Attributes[] {
    const read: readonly Attributes[] = modulesIn(this.plan["prior_state"].values.root_module);
    return read
      .flatMap((module) => module["resources"] ?? [])
      .filter((each) => each["mode"] === "data" && this.isMeant(each, type, part));
  }

  private isMeant({ type, address }: Attributes, wanted: string, part: string): boolean {
    return (
      type.replace(/^aws_alb\b/, "aws_lb") === wanted && address.includes(this.names[part] ?? part)
    );
  }
}

function modulesIn(module: Attributes): readonly Attributes[] {
  return [module, ...(module["child_modules"] ?? []).flatMap(modulesIn)];
}

function configuredIn(module: Attributes): readonly Attributes[] {
  const calls: readonly Attributes[] = Object.values(module["module_calls"] ?? {});
  return [module, ...calls.flatMap((call) => configuredIn(call["module"]))];
}

/** What was changed is known, even where the plan did not know it before. */
function tell(before: Attributes, after: Attributes, unknown: Attributes): void {
  for (const key of Object.keys(unknown)) {
    const inner = unknown[key];
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) {
      continue;
    }
    const goesOn =
      typeof inner === "object" && typeof after[key] === "object" && after[key] !== null;
    if (goesOn && typeof before[key] === "object") {
      tell(before[key] ?? {}, after[key], inner);
    } else {
      delete unknown[key];
    }
  }
}
