import type { Resource } from "./resource";
import { isAttributes, isList, Reference, type Value } from "./value";

/** What a data source calls otherwise than the resource that it finds. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_ecs_cluster: { cluster_name: "name" },
  aws_ecs_task_definition: { task_definition: "family" },
  aws_internet_gateway: { internet_gateway_id: "id", "attachment.vpc-id": "vpc_id" },
  aws_route_table: { route_table_id: "id" },
};

/** Filters of the EC2 API, by the argument that says the same. */
const FILTERS: Readonly<Record<string, string>> = {
  "vpc-id": "vpc_id",
  "cidr-block": "cidr_block",
  "availability-zone": "availability_zone",
  "group-name": "name",
};

/** Where a lookup looks. */
export interface Searched {
  readonly managed: (type: string) => readonly Resource[];
  readonly follow: (value: Value) => Value;
  /** Whether a lookup in one stack can find what another one makes. */
  readonly sees: (stack: string, other: string) => boolean;
}

export function nameInManaged(type: string, attribute: string): string {
  const names = Object.hasOwn(NAMES, type) ? NAMES[type] : undefined;
  return (names && Object.hasOwn(names, attribute) ? names[attribute] : undefined) ?? attribute;
}

/**
 * The resource that a lookup will find, where exactly one that it can see has all that it asks for.
 * A lookup that also asks for something that is not understood finds none.
 */
export function managedBehind(lookup: Resource, searched: Searched): Resource | undefined {
  const asked = criteriaOf(lookup);
  const found =
    asked === undefined || asked.length === 0
      ? []
      : searched
          .managed(lookup.type)
          .filter(
            (resource) =>
              searched.sees(lookup.stack, resource.stack) &&
              asked.every(([argument, value]) => holds(searched, resource, argument, value)),
          );
  return found.length === 1 ? found[0] : undefined;
}

type Criterion = readonly [argument: string, value: Value];

function criteriaOf({ type, attributes }: Resource): readonly Criterion[] | undefined {
  const { filter, ...plain } = attributes;
  const filters = filter === undefined || filter === null ? [] : [filter].flat();
  const filtered = filters.map((entry) => criterionOf(type, entry));
  if (filtered.includes(undefined)) {
    return undefined;
  }
  return [
    ...Object.entries(plain).filter(([, value]) => value !== null),
    ...(filtered as Criterion[]),
  ].flatMap(([argument, value]) =>
    argument === "tags" && isAttributes(value)
      ? Object.entries(value).map(([key, wanted]): Criterion => [`tag:${key}`, wanted])
      : [[nameInManaged(type, argument), value] as const],
  );
}

function criterionOf(type: string, filter: Value | undefined): Criterion | undefined {
  if (!isAttributes(filter)) {
    return undefined;
  }
  const { name, values } = filter;
  if (typeof name !== "string" || !isList(values) || values.length !== 1) {
    return undefined;
  }
  const argument = Object.hasOwn(FILTERS, name) ? FILTERS[name] : name;
  return [nameInManaged(type, argument ?? name), values[0] as Value];
}

function holds(searched: Searched, resource: Resource, argument: string, value: Value): boolean {
  if (argument.startsWith("tag:")) {
    const tags = resource.attributes["tags"];
    const key = argument.slice("tag:".length);
    return isAttributes(tags) && Object.hasOwn(tags, key) && same(searched, tags[key], value);
  }
  return same(searched, new Reference(resource.address, [argument]), value);
}

/** Known to be the same: equal values, or the same attribute of the same resource. */
function same(searched: Searched, a: Value | undefined, b: Value): boolean {
  const [one, other] = [searched.follow(a ?? null), searched.follow(b)];
  return one instanceof Reference && other instanceof Reference
    ? `${one}` === `${other}`
    : one === other && one !== null;
}
