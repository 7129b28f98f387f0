import type { Topology } from "../topology/model";

/** Reckons once for each topology, which is never changed: a large one is asked the same often. */
export function oncePerTopology<R>(reckon: (topology: Topology) => R): (topology: Topology) => R {
  const results = new WeakMap<Topology, R>();
  return (topology) => remembered(results, topology, () => reckon(topology));
}

/** Reckons once for each subject of each topology. */
export function oncePerSubject<S extends object, R>(
  reckon: (subject: S, topology: Topology) => R,
): (subject: S, topology: Topology) => R {
  const ofTopology = oncePerTopology(() => new WeakMap<S, R>());
  return (subject, topology) =>
    remembered(ofTopology(topology), subject, () => reckon(subject, topology));
}

function remembered<K extends object, R>(results: WeakMap<K, R>, key: K, reckon: () => R): R {
  const known = results.get(key);
  if (known !== undefined) {
    return known;
  }
  const result = reckon();
  results.set(key, result);
  return result;
}
