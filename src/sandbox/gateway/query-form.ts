/** What a query request holds: `Tags.member.1.Key=a` is `{ Tags: [{ Key: "a" }] }`. */
export type Parameters = { readonly [name: string]: Parameter };
export type Parameter = string | Parameters | readonly Parameter[];

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#collections */
export function parseForm(body: Buffer): Parameters {
  const root: Tree = new Map();
  for (const [name, value] of new URLSearchParams(body.toString("utf8"))) {
    const path = name.split(".").filter((part) => part !== "member");
    plant(root, path, value);
  }
  const parameters = harvest(root) as Parameters;
  const { Action: _, Version: __, ...rest } = parameters;
  return rest;
}

type Tree = Map<string, Tree | string>;

function plant(tree: Tree, [first = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(first, value);
    return;
  }
  const branch = tree.get(first);
  const next: Tree = branch instanceof Map ? branch : new Map();
  tree.set(first, next);
  plant(next, rest, value);
}

/** A branch whose names are all numbers is a list; an empty list is sent as `Name=`. */
function harvest(tree: Tree | string): Parameter {
  if (typeof tree === "string") {
    return tree;
  }
  const entries = [...tree];
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, branch]) => harvest(branch));
  }
  return Object.fromEntries(entries.map(([name, branch]) => [name, harvest(branch)]));
}

/** The lists of an answer as the query protocol spells them: `{ Tags: { member: […] } }`. */
export function withMembers(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length > 0 ? { member: value.map(withMembers) } : "";
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, withMembers(inner)]),
  );
}
