import type { Topology } from "../../topology/model";
import { topologyOfPlan } from "../../topology/plan";
import { Graph } from "../../topology/terraform/graph";
import { record } from "../../topology/terraform/json";
import { ModuleTree } from "../../topology/terraform/plan/module-tree";
import { resourcesOfPlan } from "../../topology/terraform/plan/resources";
import { grouped } from "../grouped";
import { describesService } from "../resilience/services";
import type { Plan, ResourceChange } from "./plan-schema";

/** What stands around one change in its plan. Everything is read on first use: most changes need nothing. */
export class PlanContext {
  private readonly kept = new Map<string, unknown>();

  /** @param document the whole plan, as Terraform printed it */
  constructor(
    readonly plan: Plan,
    readonly document: unknown,
  ) {}

  /** Managed resources of a type, those that a replacement left half done excepted. */
  ofType(type: string): readonly ResourceChange[] {
    return this.byType.get(type) ?? [];
  }

  /** The only resource of a type that an argument refers to, or names by its id or ARN. */
  target(resource: ResourceChange, argument: string, type: string): ResourceChange | undefined {
    const value = this.graph.get(resource.address)?.attributes[argument];
    const found = value === undefined ? undefined : this.graph.find(value, type);
    return found && this.ofType(type).find(({ address }) => address === found.address);
  }

  /** Whether the configuration sets an argument, to whatever value. */
  configures(
    { address, module_address: module = "" }: Pick<ResourceChange, "address" | "module_address">,
    argument: string,
  ): boolean {
    const inModule = module === "" ? address : address.slice(module.length + 1);
    const block = inModule.replace(/\[.*$/s, "");
    const configured = this.modules.moduleAt(module).configured.resource(block);
    return configured !== undefined && Object.hasOwn(configured.expressions, argument);
  }

  /** After the apply; undefined where the plan has no service. */
  get topology(): Topology | undefined {
    return this.once("topology", () =>
      describesService(this.document) ? topologyOfPlan(this.document) : undefined,
    );
  }

  /** Computes something of the whole plan once for all of its changes. */
  once<T>(name: string, compute: () => T): T {
    if (!this.kept.has(name)) {
      this.kept.set(name, compute());
    }
    return this.kept.get(name) as T;
  }

  private get byType(): ReadonlyMap<string, readonly ResourceChange[]> {
    return this.once("by type", () =>
      grouped(
        this.plan.resource_changes.filter(
          ({ mode, deposed }) => mode === "managed" && deposed === undefined,
        ),
        ({ type }) => type,
      ),
    );
  }

  private get graph(): Graph {
    return this.once("graph", () => new Graph(resourcesOfPlan(record(this.document))));
  }

  private get modules(): ModuleTree {
    return this.once("modules", () => new ModuleTree(record(this.plan.configuration.root_module)));
  }
}
