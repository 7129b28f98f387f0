/** Lists in parts that an API takes at once. */
function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

/** The answers for all parts, in their order. */
export async function ofParts<T, R>(
  items: readonly T[],
  size: number,
  ask: (part: T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  return (await Promise.all(inParts(items, size).map(ask))).flat();
}
