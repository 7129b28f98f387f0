/** Steps into a resource's attributes: names, and indices of blocks and lists. */
export type PropertyPath = readonly (string | number)[];

/** What stands in the place of a value that is known after the apply alone. */
export const UNKNOWN = Symbol("known after apply");

/** The value at a path; undefined where the path ends early, and unknown where what it is in is. */
export function valueAt(value: unknown, path: PropertyPath): unknown {
  return path.reduce<unknown>((part, step) => {
    if (isContainer(part)) {
      return Object.hasOwn(part, step) ? part[step] : undefined;
    }
    return part === UNKNOWN ? UNKNOWN : undefined;
  }, value);
}

/** Whether a mask has `true` for what stands at a path, or for what it is a part of, or within. */
export function isMasked(mask: unknown, path: PropertyPath): boolean {
  const [step, ...rest] = path;
  if (mask === true || step === undefined) {
    return marksSomething(mask);
  }
  return isContainer(mask) && Object.hasOwn(mask, step) && isMasked(mask[step], rest);
}

function marksSomething(mask: unknown): boolean {
  return mask === true || (isContainer(mask) && Object.values(mask).some(marksSomething));
}

/** Values after the change, with {@link UNKNOWN} wherever the plan says that one is not known. */
export function withUnknowns(after: unknown, unknowns: unknown): unknown {
  if (unknowns === true) {
    return UNKNOWN;
  }
  if (!isContainer(unknowns) || !marksSomething(unknowns)) {
    return after;
  }
  if (Array.isArray(unknowns)) {
    const known = Array.isArray(after) ? after : [];
    const length = Math.max(known.length, unknowns.length);
    return Array.from({ length }, (_, index) => withUnknowns(known[index], unknowns[index]));
  }
  const known = isContainer(after) ? after : {};
  const names = new Set([...Object.keys(known), ...Object.keys(unknowns)]);
  return Object.fromEntries(
    [...names].map((name) => [name, withUnknowns(known[name], unknowns[name])]),
  );
}

export function isContainer(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null;
}
