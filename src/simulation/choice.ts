/** Anything that AWS names by an id, so that a choice among equals can be repeated. */
export interface Identified {
  readonly id: string;
}

/**
 * Chooses one of `count` equals and returns its index, 0 to `count − 1`. Where AWS chooses at
 * random, a caller that wants chance brings its own seeded source; without one the first is taken.
 */
export type Picker = (count: number) => number;

export const pickFirst: Picker = () => 0;

export function byId(a: Identified, b: Identified): number {
  return Number(a.id > b.id) - Number(a.id < b.id);
}

/** All items for which the measure is least. */
export function fewest<T>(items: readonly T[], measure: (item: T) => number): readonly T[] {
  const least = items.reduce((low, item) => Math.min(low, measure(item)), Number.POSITIVE_INFINITY);
  return items.filter((item) => measure(item) === least);
}

/** How many items there are of each key. */
export function countBy<T>(
  items: readonly T[],
  key: (item: T) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  }
  return counts;
}

/**
 * The candidates whose removal leaves the population spread best: one after the other, each from
 * the fullest group by the first key, within it by the next, and of equals the first by id.
 */
export function removalsLeavingBestSpread<T extends Identified>(
  candidates: readonly T[],
  population: readonly T[],
  count: number,
  keys: readonly ((item: T) => string)[],
): readonly T[] {
  if (count <= 0 || candidates.length === 0) {
    return [];
  }
  const [removed] = keys
    .reduce((pool, key) => {
      const counts = countBy(population, key);
      return fewest(pool, (item) => -(counts.get(key(item)) ?? 0));
    }, candidates)
    .toSorted(byId);
  const others = (items: readonly T[]) => items.filter((item) => item !== removed);
  return [
    ...(removed ? [removed] : []),
    ...removalsLeavingBestSpread(others(candidates), others(population), count - 1, keys),
  ];
}

/** The whole number nearest to `value` that is not outside `low` to `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
