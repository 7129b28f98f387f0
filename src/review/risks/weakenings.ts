import { type PropertyPath, UNKNOWN, valueAt } from "../changes/property";
import type { PlanContext } from "../plan/plan-context";
import type { ResourceChange } from "../plan/plan-schema";
import type { Level } from "./risk";

export type Attributes = Readonly<Record<string, unknown>>;

/** A change for the worse of an attribute that keeps the service up. */
export interface Weakening {
  readonly what: string;
  /** Left out: a person must say that it is meant. */
  readonly level?: Level;
  readonly paths: readonly PropertyPath[];
}

/** Where a change stands: what it means can depend on what there is besides. */
export interface Scene {
  readonly resource: ResourceChange;
  readonly plan: PlanContext;
}

/**
 * Finds what a change weakens. Pure: it sees the attributes before and after, where an attribute
 * that is not known yet is {@link UNKNOWN}.
 *
 * @param before undefined where the resource is new
 */
export type Detector = (
  before: Attributes | undefined,
  after: Attributes,
  scene: Scene,
) => readonly Weakening[];

type Comparison = (before: unknown, after: unknown) => boolean;

/** Looks at one attribute, such as `health_check.0.interval`, of a resource that is there already. */
function watch(attribute: string, isWorse: Comparison, what: string): Detector {
  const path = attribute.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return (before, after) => {
    if (!before) {
      return [];
    }
    const [was, becomes] = [valueAt(before, path), valueAt(after, path)];
    if (becomes === UNKNOWN) {
      const settled = was !== undefined && was !== null;
      return settled ? [{ what: `it is not known yet whether ${what}`, paths: [path] }] : [];
    }
    return isWorse(was, becomes) ? [{ what, paths: [path] }] : [];
  };
}

export function shrinks(attribute: string, what: string): Detector {
  return watch(attribute, (before, after) => Number(after ?? 0) < Number(before ?? 0), what);
}

export function grows(attribute: string, what: string): Detector {
  return watch(attribute, (before, after) => Number(after ?? 0) > Number(before ?? 0), what);
}

/** Any other value than the one that it had. */
export function leaves(attribute: string, good: unknown, what: string): Detector {
  return watch(attribute, (before, after) => before === good && after !== good, what);
}

export function becomes(attribute: string, bad: unknown, what: string): Detector {
  return watch(attribute, (before, after) => before !== bad && after === bad, what);
}

export function changes(attribute: string, what: string): Detector {
  return watch(attribute, (before, after) => before !== after, what);
}

export function loses(attribute: string, what: string): Detector {
  return watch(attribute, (before, after) => entriesOnlyIn(before, after).length > 0, what);
}

export function gains(attribute: string, what: string): Detector {
  return watch(attribute, (before, after) => entriesOnlyIn(after, before).length > 0, what);
}

export function all(...detectors: readonly Detector[]): Detector {
  return (before, after, scene) => detectors.flatMap((detect) => detect(before, after, scene));
}

export function entriesOnlyIn(list: unknown, other: unknown): readonly unknown[] {
  const others = Array.isArray(other) ? other : [];
  return Array.isArray(list) ? list.filter((entry) => !others.includes(entry)) : [];
}
