import { stepsOf } from "../language/expression";
import { SPLAT, targetOf } from "../language/traversal";
import { referencesOf } from "./configuration";
import type { ModuleInstance } from "./module-tree";

/** Where an expression stands. */
export interface Place {
  readonly module: ModuleInstance;
  /** Of the instance that it is part of. */
  readonly key: string | number | undefined;
  /** The expression of its `for_each` or `count`. */
  readonly repeatedBy: unknown;
}

/** Whether a reference only picks among the instances that another one in the expression names. */
export function picksByKey(reference: string, place: Place): boolean {
  return (
    reference === "each.key" ||
    reference === "count.index" ||
    // Of a set, the value is the key.
    (reference === "each.value" && !referencesOf(place.repeatedBy).some(isResource))
  );
}

function isResource(reference: string): boolean {
  return targetOf(stepsOf(reference) ?? [])?.kind === "resource";
}

/** The instances that a reference means. */
export interface Chosen<T> {
  readonly instances: readonly T[];
  /** Whether one of several is taken because its key is that of where the expression stands. */
  readonly byKey: boolean;
}

export function chosenOf<T>(
  instances: ReadonlyMap<string | number | undefined, T>,
  instance: string | number | undefined,
  place: Place,
  paired: boolean,
): Chosen<T> {
  if (instance !== undefined && instance !== SPLAT) {
    const named = [...instances].filter(([key]) => key === instance).map(([, one]) => one);
    return { instances: named, byKey: false };
  }
  const same = paired && instance === undefined ? instances.get(place.key) : undefined;
  return same === undefined
    ? { instances: [...instances.values()], byKey: false }
    : { instances: [same], byKey: instances.size > 1 };
}
