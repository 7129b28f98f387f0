import { isRecord, own, record } from "../json";
import { evaluate } from "../language/evaluate";
import { stepsOf } from "../language/expression";
import { SPLAT, type Target, targetOf } from "../language/traversal";
import {
  AFTER_APPLY,
  descend,
  isList,
  Pending,
  Reference,
  referencesIn,
  Unresolved,
  type Value,
} from "../value";
import { isExpression, referencesOf } from "./configuration";
import type { ModuleInstance, ModuleTree } from "./module-tree";
import { chosenOf, type Place, picksByKey } from "./place";
import type { ToldExpressions } from "./told-expressions";

/** Deeper than modules are nested; deeper still goes in a circle. */
const DEEPEST = 64;

/**
 * What expressions refer to. A plan tells the resources but not what the expression does with them,
 * except for synthesized JSON, of which it keeps the text. What an expression may mean is therefore a
 * {@link Pending}: whoever reads it decides what to assume, and the assumption is recorded there.
 */
export class References {
  private depth = 0;
  private readonly targets = new Map<string, Target | undefined>();
  private readonly names = new WeakMap<object, readonly string[]>();

  constructor(
    private readonly tree: ModuleTree,
    /** Values of the root module's variables. */
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly told: ToldExpressions,
  ) {}

  /** The value of an expression that is known after the apply. */
  valueOf(expression: unknown, place: Place): Value {
    if (!isExpression(expression)) {
      return AFTER_APPLY;
    }
    const { constant_value: constant } = expression;
    if (constant !== undefined) {
      return this.evaluated(constant, place);
    }
    const references = this.namedIn(expression);
    const others = references.filter((reference) => !picksByKey(reference, place));
    const paired = others.length < references.length;
    const values = others.map((reference) => this.valueOfName(reference, place, paired));
    return together(values, paired ? place.key : undefined);
  }

  /** The addresses of what an expression needs, whatever it does with it. */
  addressesIn(expression: unknown, place: Place): readonly string[] {
    return isExpression(expression)
      ? this.namedIn(expression).flatMap((reference) =>
          referencesIn(this.valueOfName(reference, place, true)).map(({ address }) => address),
        )
      : [];
  }

  /** Instances of a module share its expressions, so each is taken apart once. */
  private namedIn(expression: object): readonly string[] {
    const names = this.names.get(expression) ?? referencesOf(expression);
    this.names.set(expression, names);
    return names;
  }

  private valueOfName(reference: string, place: Place, paired: boolean): Value {
    if (!this.targets.has(reference)) {
      this.targets.set(reference, targetOf(stepsOf(reference) ?? []));
    }
    return this.valueAt(this.targets.get(reference), place, paired);
  }

  /** Of what is written in Terraform's JSON syntax, which a plan keeps word for word. */
  private evaluated(written: unknown, place: Place): Value {
    if (Array.isArray(written)) {
      return written.map((entry) => this.evaluated(entry, place));
    }
    if (isRecord(written)) {
      return Object.fromEntries(
        Object.entries(written).map(([name, entry]) => [name, this.evaluated(entry, place)]),
      );
    }
    const value = evaluate(written, (steps) => this.valueAt(targetOf(steps), place, false));
    return value instanceof Unresolved && typeof written === "string"
      ? (this.told(place.module.address, written) ?? value)
      : value;
  }

  /** @param paired whether the expression picks by the key of where it stands */
  private valueAt(target: Target | undefined, place: Place, paired: boolean): Value {
    if (this.depth > DEEPEST) {
      return new Unresolved("an expression refers to itself");
    }
    this.depth++;
    try {
      switch (target?.kind) {
        case "resource":
          return this.ofResource(target, place, paired);
        case "module":
          return this.ofModule(target, place, paired);
        case "named":
          return this.named(target, place);
        default:
          return AFTER_APPLY;
      }
    } finally {
      this.depth--;
    }
  }

  private ofResource(target: Target & { kind: "resource" }, place: Place, paired: boolean): Value {
    const instances = this.tree.instancesOf(place.module, target.block);
    const chosen = chosenOf(instances, target.instance, place, paired);
    const references = chosen.instances.map((address) => new Reference(address, target.path));
    if (target.instance === SPLAT) {
      return references;
    }
    const [only, ...others] = references;
    if (only === undefined) {
      return new Unresolved(`there is no ${target.block}, or not with this key`);
    }
    return others.length === 0 && !chosen.byKey
      ? only
      : new Pending(references, undefined, chosen.byKey ? "same-key" : undefined);
  }

  private ofModule(target: Target & { kind: "module" }, place: Place, paired: boolean): Value {
    const [output, ...rest] = target.path;
    const called = this.tree.callsOf(place.module, target.call);
    const chosen = chosenOf(called, target.instance, place, paired);
    const values = chosen.instances.map((module) =>
      descend(
        this.valueOf(module.configured.output(String(output)), {
          module,
          key: undefined,
          repeatedBy: undefined,
        }),
        rest,
      ),
    );
    const value = values.length === 1 ? (values[0] as Value) : together(values);
    return chosen.byKey ? pickedByKey(value) : value;
  }

  private named({ root, path: [name, ...rest] }: Target & { kind: "named" }, place: Place): Value {
    if (root === "var") {
      return this.variable(String(name), place.module);
    }
    if (root === "each" && name === "value") {
      return this.eachValue(rest, place);
    }
    if (root === "local") {
      return new Unresolved(`a plan does not tell what local.${name} is made of`);
    }
    return root === "each" || root === "count" ? (place.key ?? null) : null;
  }

  private variable(name: string, { caller }: ModuleInstance): Value {
    if (!caller) {
      const value = record(own(this.variables, name))["value"];
      return (value as Value | undefined) ?? null;
    }
    const call = caller.module.configured.call(caller.name);
    const input = call && own(call.inputs, name);
    return input === undefined
      ? null
      : this.valueOf(input, {
          module: caller.module,
          key: caller.key,
          repeatedBy: call?.repeatedBy,
        });
  }

  /** Of `for_each` over a repeated resource, the instance of the same key. */
  private eachValue(rest: Reference["path"], place: Place): Value {
    const [only, ...others] = referencesOf(place.repeatedBy).map(stepsOf);
    const target = only && others.length === 0 ? targetOf(only) : undefined;
    if (target?.kind !== "resource" || place.key === undefined) {
      return new Unresolved("a plan does not tell what each.value is made of");
    }
    const address = this.tree.instancesOf(place.module, target.block).get(place.key);
    return address === undefined ? AFTER_APPLY : pickedByKey(new Reference(address, rest));
  }
}

/** Everything that is referred to, or why there is no telling. */
function together(values: readonly Value[], key?: Place["key"]): Value {
  const references = values.flatMap(referencesIn);
  const untold = values.find((value) => value instanceof Unresolved);
  if (untold instanceof Unresolved) {
    return new Unresolved(untold.why, references);
  }
  // Ids that are known already may stand beside the others, or a condition may choose among them.
  const mixed = values.some(isText) || (references.length > 1 && values.some(isChoice));
  return mixed || references.length === 0
    ? new Unresolved("known after the apply", references)
    : new Pending(
        references,
        key,
        values.map(pickOf).find((picked) => picked !== undefined),
      );
}

function pickedByKey(value: Value): Value {
  if (value instanceof Reference) {
    return new Pending([value], undefined, "same-key");
  }
  return value instanceof Pending ? value.pickedBy("same-key") : value;
}

function pickOf(value: Value): Pending["picked"] {
  return value instanceof Pending ? value.picked : undefined;
}

function isText(value: Value): boolean {
  return typeof value === "string" || (isList(value) && value.some(isText));
}

function isChoice(value: Value): boolean {
  return typeof value === "boolean" || typeof value === "number";
}
