import { isUnknown, type Knowable, unknown } from "../knowable";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import type { Value } from "../terraform/value";

/** The address of a resource of one of the types or, where none is found, the id that is written. */
export function addressOf(
  graph: Graph,
  value: Value | undefined,
  ...types: readonly string[]
): Knowable<string> {
  const resource = value === undefined ? undefined : graph.find(value, ...types);
  if (resource) {
    return resource.address;
  }
  const followed = value === undefined ? null : graph.follow(value);
  return typeof followed === "string" && followed !== ""
    ? followed
    : unknown(`which ${types[0]} it is, the source does not tell`);
}

/** The same for each value; unknown as a whole where one of them is. */
export function addressesOf(
  graph: Graph,
  values: Knowable<readonly Value[]>,
  ...types: readonly string[]
): Knowable<readonly string[]> {
  return isUnknown(values)
    ? values
    : allKnown(values.map((value) => addressOf(graph, value, ...types)));
}

/** Every value, or why one of them is not known. */
export function allKnown<T>(values: readonly Knowable<T>[]): Knowable<readonly T[]> {
  return values.find(isUnknown) ?? (values as readonly T[]);
}

/**
 * What tells one VPC from another: its id or, where that is not known yet, the address of what
 * creates it.
 */
export function vpcOf(graph: Graph, value: Value | undefined): Knowable<string> {
  const vpc = value === undefined ? undefined : graph.find(value, ...VPC);
  const id = vpc?.attributes["id"];
  return vpc ? (typeof id === "string" ? id : vpc.address) : addressOf(graph, value, ...VPC);
}

/** A cluster's name or, where that is not known yet, the address of what creates it. */
export function clusterOf(graph: Graph, value: Value | undefined): Knowable<string> {
  const cluster = value === undefined ? undefined : graph.find(value, "aws_ecs_cluster");
  const { name: created, cluster_name: lookedUp } = cluster?.attributes ?? {};
  const name = graph.follow(created ?? lookedUp ?? null);
  return typeof name === "string"
    ? name
    : known(addressOf(graph, value, "aws_ecs_cluster"), (id) =>
        id.replace(/^arn:.*:cluster\//, ""),
      );
}

export const VPC = ["aws_vpc", "aws_default_vpc"];
export const SECURITY_GROUP = ["aws_security_group", "aws_default_security_group"];
export const CAPACITY_PROVIDER = "aws_ecs_capacity_provider";
export const TARGET_GROUP = "aws_lb_target_group";
export const SUBNET = ["aws_subnet", "aws_default_subnet"];

/** The arguments of what can be a lookup not made yet, of which nothing can be said to be absent. */
export function toldBlock(resource: Resource | undefined, graph: Graph): Knowable<Block> {
  if (!resource) {
    return unknown("it is not looked up");
  }
  return resource.told
    ? Block.of(resource, graph)
    : unknown(`${resource.address} is told by a plan alone`);
}

/** Maps what is known, and leaves what is not. */
export function known<T, U>(value: Knowable<T>, map: (value: T) => Knowable<U>): Knowable<U> {
  return isUnknown(value) ? value : map(value as T);
}

/** Adds to the list of a key. */
export function append<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key);
  if (list) {
    list.push(value);
  } else {
    lists.set(key, [value]);
  }
}
