import { isScalar } from "./json";
import { instanceSuffix, withoutInstance } from "./language/traversal";

/** What an attribute of a resource holds, as far as the source tells it. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | Attributes
  | Reference
  | Pending
  | Unresolved;

export interface Attributes {
  readonly [name: string]: Value;
}

/** An attribute of a resource, such as `aws_subnet.public[0].id`. */
export class Reference {
  constructor(
    /** Of one instance. */
    readonly address: string,
    /** To the attribute; empty: the resource itself. */
    readonly path: readonly (string | number)[],
  ) {}

  toString(): string {
    return [this.address, ...this.path].join(".");
  }
}

/**
 * Known after the apply, from an expression of which a plan tells only what it refers to: one
 * resource's attribute where there is one, the elements of a list where there are several.
 */
export class Pending {
  constructor(
    readonly references: readonly Reference[],
    /** Of the instance that it is part of, where the expression names it. */
    readonly key?: string | number,
    /** By what one of several instances was picked, which the plan does not tell for certain. */
    readonly picked?: "same-key" | "position",
    readonly written?: Written,
  ) {}

  pickedBy(picked: Pending["picked"]): Pending {
    return new Pending(this.references, this.key, picked, this.written);
  }

  writtenAt(written: Written): Pending {
    return new Pending(this.references, this.key, this.picked, written);
  }
}

/** Where an expression is written. */
export interface Written {
  /** Of the resource. */
  readonly address: string;
  /** Such as `default_action.target_group_arn`. */
  readonly attribute: string;
}

/** What the source does not tell, with the reason. */
export class Unresolved {
  constructor(
    readonly why: string,
    /** What it depends on all the same. */
    readonly references: readonly Reference[] = [],
  ) {}
}

/** An attribute that the apply alone tells; as good as absent to what refers to it. */
export const AFTER_APPLY = new Unresolved("known after the apply");

/** Text with something inserted that is not known yet. */
export class Template extends Unresolved {
  constructor(readonly parts: readonly Value[]) {
    super("a part of the text is known after the apply", parts.flatMap(referencesIn));
  }
}

/** The text that parts make, as soon as each of them is known. */
export function textOf(parts: readonly Value[]): string | Template {
  return parts.every(isScalar) ? parts.join("") : new Template(parts);
}

/** What `jsonencode` is given. */
export class Encoded extends Unresolved {
  constructor(readonly value: Value) {
    super("text in JSON", referencesIn(value));
  }
}

/** Every reference in a value, however deep. */
export function referencesIn(value: Value): readonly Reference[] {
  if (value instanceof Reference) {
    return [value];
  }
  if (value instanceof Pending || value instanceof Unresolved) {
    return value.references;
  }
  if (isList(value)) {
    return value.flatMap(referencesIn);
  }
  return isAttributes(value) ? Object.values(value).flatMap(referencesIn) : [];
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isAttributes(value: Value | undefined): value is Attributes {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Reference || value instanceof Pending || value instanceof Unresolved)
  );
}

/** What stands at a path in a value: of a reference, a reference further down. */
export function descend(value: Value, path: readonly (string | number)[]): Value {
  const [key, ...rest] = path;
  if (key === undefined || value instanceof Unresolved) {
    return value;
  }
  if (value instanceof Reference) {
    return new Reference(value.address, [...value.path, ...path]);
  }
  if (value instanceof Pending) {
    return partOf(value, key, rest);
  }
  // A block that can stand once is written as an object, and read as a list of one.
  if (isAttributes(value) && key === 0) {
    return descend(value, rest);
  }
  const part = isList(value)
    ? value[Number(key)]
    : isAttributes(value) && Object.hasOwn(value, key)
      ? value[key]
      : undefined;
  return part === undefined ? new Unresolved(`there is no ${key}`) : descend(part, rest);
}

/** An element of a list of instances, a value of a map of them, or an attribute of the only one. */
function partOf(pending: Pending, step: string | number, rest: Reference["path"]): Value {
  const [first, ...others] = pending.references;
  if (first && others.length === 0) {
    return first.path.length === 0 && typeof step === "string"
      ? new Pending([below(first, [step, ...rest])], pending.key, pending.picked, pending.written)
      : descend(pending, rest);
  }
  const blocks = new Set(pending.references.map(({ address }) => withoutInstance(address)));
  const chosen =
    typeof step === "number"
      ? pending.references[step]
      : pending.references.find(({ address }) => address.endsWith(instanceSuffix(step)));
  return chosen && blocks.size === 1
    ? new Pending([below(chosen, rest)], pending.key, "position", pending.written)
    : new Unresolved(`a plan does not tell which of several is ${step}`, pending.references);
}

function below({ address, path }: Reference, rest: Reference["path"]): Reference {
  return new Reference(address, [...path, ...rest]);
}
