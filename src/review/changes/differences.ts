import { isDeepStrictEqual } from "node:util";
import { isContainer, type PropertyPath } from "./property";

/** The paths of the smallest parts that differ, in the order of their names. */
export function differences(before: unknown, after: unknown): PropertyPath[] {
  return isDeepStrictEqual(before, after) ? [] : differingParts(before, after, []);
}

function differingParts(before: unknown, after: unknown, path: PropertyPath): PropertyPath[] {
  const steps = commonSteps(before, after);
  if (!steps || !isContainer(before) || !isContainer(after)) {
    return [path];
  }
  return steps
    .filter((step) => !isDeepStrictEqual(before[step], after[step]))
    .flatMap((step) => differingParts(before[step], after[step], [...path, step]));
}

/** Where both are of one shape; lists of different lengths can only be compared as a whole. */
function commonSteps(before: unknown, after: unknown): PropertyPath | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length ? [...before.keys()] : undefined;
  }
  if (
    !isContainer(before) ||
    !isContainer(after) ||
    Array.isArray(before) ||
    Array.isArray(after)
  ) {
    return undefined;
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}
