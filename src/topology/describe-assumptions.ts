import type { Assumption } from "./model";

/** What all of them come from, to be said once before or after them. */
export const WHY_ASSUMED =
  "a plan shows only what an expression refers to; the Terraform source would decide";

/** A few lines for people, and how many more there would be. */
export interface DescribedAssumptions {
  readonly lines: readonly string[];
  readonly more: number;
}

const MOST_LINES = 8;

/** Instances of one resource, and of one module, of which the same is assumed are described together. */
export function describeAssumptions(assumptions: readonly Assumption[]): DescribedAssumptions {
  const groups = new Map<string, Assumption[]>();
  for (const assumption of [...assumptions].sort(byWeight)) {
    const key = JSON.stringify(alike(assumption));
    groups.set(key, [...(groups.get(key) ?? []), assumption]);
  }
  const lines = [...groups.values()].map(lineOf);
  return { lines: lines.slice(0, MOST_LINES), more: Math.max(0, lines.length - MOST_LINES) };
}

/** What says where something stands first. */
const KINDS: readonly Assumption["kind"][] = [
  "every",
  "position",
  "same-key",
  "only",
  "zone-of-key",
];

function byWeight(one: Assumption, other: Assumption): number {
  return KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind);
}

function alike({ address, attribute, kind, meant }: Assumption): readonly unknown[] {
  // A map names several resources, each by a value of its own.
  const resources = kind === "only" ? [] : meant.map(({ resource }) => withoutKeys(resource));
  return [withoutKeys(address), attribute, kind, resources];
}

function withoutKeys(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

function lineOf(group: readonly Assumption[]): string {
  const [{ address, attribute, kind, meant }] = group as [Assumption];
  const instances = new Set(group.map((each) => each.address)).size;
  const subject = instances === 1 ? address : `${withoutKeys(address)} (${instances} instances)`;
  const all = kind === "only" ? group.flatMap((each) => each.meant) : meant;
  const named = instances === 1 ? all : all.map(withoutKeysIn);
  return `${subject}: ${attribute} is taken to ${whatIsMeant(kind, named)}`;
}

function withoutKeysIn({ resource, instances }: Assumption["meant"][number]) {
  return { resource: withoutKeys(resource), instances };
}

function whatIsMeant(kind: Assumption["kind"], meant: Assumption["meant"]): string {
  const names = [...new Set(meant.map(({ resource }) => resource))].join(" and ");
  switch (kind) {
    case "every":
      return `be ${meant.length === 1 ? "" : "all of "}${meant.map(wholeOf).join(" and ")}`;
    case "only":
      return `name ${names}, of all that it refers to`;
    case "same-key":
      return `be the instance of ${names} with the same key`;
    case "position":
      return `be ${names}, by the position or key that it names`;
    case "zone-of-key":
      return "name the zone that is the key of its instance";
  }
}

function wholeOf({ resource, instances }: Assumption["meant"][number]): string {
  return instances === 1 ? resource : `all ${instances} instances of ${resource}`;
}
