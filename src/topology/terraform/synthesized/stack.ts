import { bodies, own, record } from "../json";
import { evaluate } from "../language/evaluate";
import type { Scope } from "../language/expression";
import { instanceSuffix, SPLAT, type Step, type Target, targetOf } from "../language/traversal";
import { type Resource, typeWithoutAlias } from "../resource";
import { descend, isAttributes, isList, Reference, Unresolved, type Value } from "../value";
import { SynthesizedResource } from "./resource";

type Body = Readonly<Record<string, unknown>>;

/** One instance of a block that `count` or `for_each` may repeat. */
interface Repetition {
  /** Undefined where nothing repeats it. */
  readonly key: string | number | undefined;
  /** What `each.value` is. */
  readonly value: Value;
}

const ONCE: Repetition = { key: undefined, value: null };

/** More instances than any configuration means. */
const MOST_INSTANCES = 1000;

/** The resources of one stack, each with the means to evaluate its arguments when it is asked. */
export class SynthesizedStack {
  readonly resources: readonly Resource[];
  readonly notes: string[] = [];
  private readonly instances = new Map<string, Map<string | number | undefined, Resource>>();
  private readonly locals: Body;
  private readonly underway = new Set<string>();

  /** @param unique what to call a block so that no other stack has one of that address */
  constructor(
    private readonly name: string,
    json: Body,
    unique: (block: string) => string,
  ) {
    this.locals = Object.assign({}, ...bodies(json["locals"]));
    for (const { block, mode, type, body } of blocksIn(json)) {
      const made = this.repetitionsOf(block, body).map(
        (repetition): [Repetition["key"], Resource] => {
          const suffix = repetition.key === undefined ? "" : instanceSuffix(repetition.key);
          const scope: Scope = (steps) => this.valueOf(steps, repetition);
          return [
            repetition.key,
            new SynthesizedResource(
              unique(block) + suffix,
              mode,
              typeWithoutAlias(type),
              this.name,
              body,
              scope,
            ),
          ];
        },
      );
      this.instances.set(block, new Map(made));
    }
    this.resources = [...this.instances.values()].flatMap((made) => [...made.values()]);
    for (const call of Object.keys(record(json["module"]))) {
      this.notes.push(`module.${call}: what it makes is told by a plan alone`);
    }
  }

  private repetitionsOf(block: string, body: Body): readonly Repetition[] {
    const scope: Scope = (steps) => this.valueOf(steps, ONCE);
    const count = evaluate(own(body, "count"), scope);
    const each = evaluate(own(body, "for_each"), scope);
    if (typeof count === "number" && count <= MOST_INSTANCES) {
      return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, key) => ({
        key,
        value: null,
      }));
    }
    if (isList(each) && each.every((key) => typeof key === "string")) {
      return each.map((key) => ({ key, value: key }));
    }
    if (isAttributes(each)) {
      return Object.entries(each).map(([key, value]) => ({ key, value }));
    }
    if (count !== null || each !== null) {
      this.notes.push(`${block}: read as one, for how many there are is told by a plan alone`);
    }
    return [ONCE];
  }

  private valueOf(steps: readonly Step[], repetition: Repetition): Value {
    const target = targetOf(steps);
    if (target?.kind === "resource") {
      return this.attributeOf(target);
    }
    const found = target?.kind === "named" ? this.named(target, repetition) : undefined;
    return (
      found ?? new Unresolved(`${steps.map((step) => step.key).join(".")} is told by a plan alone`)
    );
  }

  private attributeOf({ block, instance, path }: Target & { kind: "resource" }): Value {
    const made = this.instances.get(block) ?? new Map<undefined, Resource>();
    const references = [...made.values()].map(({ address }) => new Reference(address, path));
    if (instance === SPLAT) {
      return references;
    }
    const one = made.get(instance as undefined);
    return one
      ? new Reference(one.address, path)
      : new Unresolved(`${block} is not in ${this.name}, or not with this index`, references);
  }

  private named(
    { root, path: [name, ...rest] }: Target & { kind: "named" },
    repetition: Repetition,
  ): Value | undefined {
    if (root === "local" && typeof name === "string") {
      const value = this.local(name);
      return value === undefined ? undefined : descend(value, rest);
    }
    if (repetition.key === undefined || (root !== "each" && root !== "count")) {
      return undefined;
    }
    return name === "value" ? descend(repetition.value, rest) : repetition.key;
  }

  /** Undefined where there is none, or where it is made of itself. */
  private local(name: string): Value | undefined {
    if (!Object.hasOwn(this.locals, name) || this.underway.has(name)) {
      return undefined;
    }
    this.underway.add(name);
    const value = evaluate(this.locals[name], (steps) => this.valueOf(steps, ONCE));
    this.underway.delete(name);
    return value;
  }
}

interface Block {
  /** `aws_lb.main` or `data.aws_vpc.main`. */
  readonly block: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly body: Body;
}

/** Every resource and data source that a stack's JSON declares. */
export function blocksIn(json: Body): readonly Block[] {
  return (["managed", "data"] as const).flatMap((mode) =>
    bodies(json[mode === "data" ? "data" : "resource"]).flatMap((types) =>
      Object.entries(types).flatMap(([type, names]) =>
        bodies(names).flatMap((named) =>
          Object.entries(named).flatMap(([name, body]) =>
            bodies(body).map((only) => ({
              block: `${mode === "data" ? "data." : ""}${type}.${name}`,
              mode,
              type,
              body: only,
            })),
          ),
        ),
      ),
    ),
  );
}
