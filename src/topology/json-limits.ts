/** Terraform nests a few levels for each module and each block; nothing that it writes goes deeper. */
const DEEPEST_LEVEL = 500;

/**
 * Why a parsed JSON document is none that Terraform writes, such as `is nested more than 500 levels
 * deep`; undefined where it may be.
 */
export function excessOf(json: unknown): string | undefined {
  if (isTooDeep(json)) {
    return `is nested more than ${DEEPEST_LEVEL} levels deep`;
  }
  for (const [value] of partsOf(json)) {
    if (typeof value === "number" && !Number.isFinite(value)) {
      return "has a number that is too large to be read";
    }
  }
  return undefined;
}

/** Whether what recurses through it may overflow the stack. */
export function isTooDeep(json: unknown): boolean {
  for (const [, level] of partsOf(json)) {
    if (level > DEEPEST_LEVEL) {
      return true;
    }
  }
  return false;
}

/** Everything in a document with its level, without recursion. */
function* partsOf(json: unknown): Iterable<readonly [value: unknown, level: number]> {
  const open: [value: unknown, level: number][] = [[json, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    const [value, level] = next;
    if (typeof value === "object" && value !== null) {
      for (const part of Object.values(value)) {
        open.push([part, level + 1]);
      }
    }
  }
}
