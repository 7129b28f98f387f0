import { unknown } from "../../knowable";
import { isRecord } from "../json";
import { stepsOf } from "../language/expression";
import { targetOf } from "../language/traversal";
import type { PlannedChange, Resource } from "../resource";
import type { Attributes } from "../value";
import { isExpression } from "./configuration";
import type { ModuleTree } from "./module-tree";
import type { PlanEntry } from "./plan-entry";
import { plannedValues } from "./planned-values";
import type { References } from "./references";
import { writtenIn } from "./written";

export class PlannedResource implements Resource {
  readonly stack = "plan";
  readonly lifecycle = unknown("told by synthesized JSON alone");
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly told: boolean;
  readonly change: PlannedChange | undefined;
  private read: Attributes | undefined;
  private needed: readonly string[] | undefined;

  constructor(
    private readonly entry: PlanEntry,
    private readonly references: References,
    private readonly tree: ModuleTree,
  ) {
    this.address = entry.address;
    this.mode = entry.mode;
    this.type = entry.type;
    this.told = entry.told;
    this.change = entry.change;
  }

  get attributes(): Attributes {
    const { after, unknown, place, block } = this.entry;
    this.read ??= writtenIn(
      this.address,
      plannedValues(after, unknown, {
        expressions: place.module.configured.resource(block)?.expressions,
        creating: this.isMade,
        valueOf: (expression) => this.references.valueOf(expression, place),
      }),
    );
    return this.read;
  }

  /** A plan has no trace of a dynamic block but its result, which may be what is there anyway. */
  sets(argument: string): boolean | undefined {
    const { after, unknown, place, block, change } = this.entry;
    const written = place.module.configured.resource(block)?.expressions[argument];
    if (isRecord(written) ? isGiven(written) : written !== undefined) {
      return true;
    }
    const later = isRecord(unknown) ? unknown[argument] : undefined;
    if (this.isMade) {
      return later !== true;
    }
    const before = JSON.stringify(change?.before?.[argument] ?? null);
    return later === true || before === JSON.stringify(after[argument] ?? null) ? undefined : true;
  }

  private get isMade(): boolean {
    const { change } = this.entry;
    return change?.before === undefined || change.actions.includes("delete");
  }

  get dependencies(): readonly string[] {
    this.needed ??= this.addressesNeeded();
    return this.needed;
  }

  private addressesNeeded(): readonly string[] {
    const { block, place } = this.entry;
    const configured = place.module.configured.resource(block);
    const told = (configured?.dependsOn ?? []).flatMap((reference) => this.membersOf(reference));
    const expressions = configured ? [...expressionsIn(configured.expressions)] : [];
    const argued = [...expressions, configured?.repeatedBy].flatMap((expression) =>
      this.references.addressesIn(expression, place),
    );
    return [...told, ...argued];
  }

  /** What `depends_on` names: a resource, or all that a module has. */
  private membersOf(reference: string): readonly string[] {
    const { module } = this.entry.place;
    const target = targetOf(stepsOf(reference) ?? []);
    switch (target?.kind) {
      case "resource":
        return [...this.tree.instancesOf(module, target.block).values()];
      case "module":
        return [...this.tree.callsOf(module, target.call).values()].flatMap((called) =>
          this.tree.membersOf(called),
        );
      default:
        return [];
    }
  }
}

/** Not null, as far as a plan tells. */
function isGiven(expression: Readonly<Record<string, unknown>>): boolean {
  return (
    !isExpression(expression) ||
    (expression["constant_value"] ?? expression["references"] ?? null) !== null
  );
}

/** Every expression in the arguments and blocks of a resource. */
function* expressionsIn(written: unknown): Iterable<unknown> {
  if (isRecord(written) && isExpression(written)) {
    yield written;
  } else if (typeof written === "object" && written !== null) {
    for (const inner of Object.values(written)) {
      yield* expressionsIn(inner);
    }
  }
}
