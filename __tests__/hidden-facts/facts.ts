/** Where a fact stands in the JSON of a plan. */
export type Path = readonly (string | number)[];

// biome-ignore lint/suspicious/noExplicitAny: a test reaches deep into JSON of any shape
export type Json = any;

/** Every value that a plan states of its resources, and everything that an expression refers to. */
export function factsOf(plan: Json): readonly Path[] {
  return [
    ...plan.resource_changes.flatMap(({ change }: Json, index: number) =>
      pathsIn(change.after).map((path) => ["resource_changes", index, "change", "after", ...path]),
    ),
    ...referencesIn(plan.configuration.root_module, ["configuration", "root_module"]),
  ];
}

/** A copy of a plan that leaves some facts open, as Terraform does where it cannot know them. */
export function withHidden(plan: Json, facts: readonly Path[]): Json {
  const copy = structuredClone(plan);
  for (const path of facts) {
    if (path[0] === "configuration") {
      delete at(copy, path.slice(0, -1))?.references;
    } else {
      leaveOpen(copy.resource_changes[path[1] as number].change, path.slice(4));
    }
  }
  return copy;
}

function pathsIn(value: Json): readonly Path[] {
  return typeof value !== "object" || value === null
    ? []
    : keysOf(value).flatMap((key) => [[key], ...pathsIn(value[key]).map((path) => [key, ...path])]);
}

function keysOf(value: object): readonly (string | number)[] {
  return Array.isArray(value) ? [...value.keys()] : Object.keys(value);
}

function referencesIn(value: Json, path: Path): readonly Path[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return keysOf(value).flatMap((key) =>
    key === "references" ? [[...path, key]] : referencesIn(value[key], [...path, key]),
  );
}

function at(value: Json, path: Path): Json {
  return path.reduce((part, key) => part?.[key], value);
}

/** The value goes from `after`, and `after_unknown` says so in its place. */
function leaveOpen(change: Json, path: Path): void {
  const key = path.at(-1) as string | number;
  const holder = at(change.after, path.slice(0, -1));
  if (typeof holder !== "object" || holder === null || !(key in holder)) {
    return; // what it was in is open already
  }
  if (Array.isArray(holder)) {
    holder[key as number] = null;
  } else {
    delete holder[key];
  }
  change.after_unknown ??= {};
  let mask = change.after_unknown;
  let known = change.after;
  for (const step of path.slice(0, -1)) {
    known = known[step];
    if (mask[step] === true) {
      return;
    }
    if (typeof mask[step] !== "object" || mask[step] === null) {
      mask[step] = Array.isArray(known) ? known.map(() => false) : {};
    }
    mask = mask[step];
  }
  mask[key] = true;
}
