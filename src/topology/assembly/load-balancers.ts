import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import type { Listener, LoadBalancer, OtherEntrance } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { addressesOf, known, SECURITY_GROUP, SUBNET } from "./identity";
import { entrancesOf, listenersOf } from "./listeners";
import type { SecurityGroups } from "./security-groups";

export interface LoadBalancers {
  /** Those of the application kind; the model knows no other. */
  readonly loadBalancers: readonly LoadBalancer[];
  readonly otherEntrances: readonly OtherEntrance[];
}

export function loadBalancersOf(
  graph: Graph,
  securityGroups: SecurityGroups,
  notes: string[],
): LoadBalancers {
  const { byLoadBalancer, otherListeners, otherRules } = listenersOf(graph, notes);
  const read = graph
    .managed("aws_lb")
    .filter((resource) => isApplication(resource, graph, notes))
    .map((resource) => loadBalancerOf(resource, graph, byLoadBalancer, securityGroups));
  const addresses = new Set(read.map(({ address }) => address));
  const elsewhere = [...byLoadBalancer].flatMap(([owner, listeners]) =>
    addresses.has(owner) ? [] : listeners.flatMap(entrancesOf),
  );
  return {
    loadBalancers: read,
    otherEntrances: [...elsewhere, ...otherListeners, ...otherRules],
  };
}

function isApplication(resource: Resource, graph: Graph, notes: string[]): boolean {
  const kind = Block.of(resource, graph).text("load_balancer_type");
  if (isKnown(kind) && kind !== "application") {
    notes.push(`${resource.address}: a ${kind} load balancer is not read`);
    return false;
  }
  return true;
}

function loadBalancerOf(
  resource: Resource,
  graph: Graph,
  listeners: ReadonlyMap<string, readonly Listener[]>,
  securityGroups: SecurityGroups,
): LoadBalancer {
  const block = Block.of(resource, graph);
  const groups = securityGroupsIn(block, graph);
  return {
    address: resource.address,
    name: block.text("name"),
    subnets: subnetsIn(block, graph),
    internal: block.flag("internal"),
    deletionProtection: block.flag("enable_deletion_protection"),
    zonalShift: block.flag("enable_zonal_shift"),
    idleTimeoutSeconds: block.number("idle_timeout"),
    listeners: listeners.get(resource.address) ?? [],
    securityGroups: groups,
    egress: securityGroups("egress", groups),
    lifecycle: resource.lifecycle,
  };
}

function subnetsIn(block: Block, graph: Graph): Knowable<readonly string[]> {
  const listed = block.list("subnets");
  const mapped = block.blocks("subnet_mapping");
  return isKnown(mapped) && mapped.length > 0 && (isUnknown(listed) || listed.length === 0)
    ? addressesOf(
        graph,
        mapped.map((mapping) => mapping.value("subnet_id") ?? null),
        ...SUBNET,
      )
    : addressesOf(graph, listed, ...SUBNET);
}

function securityGroupsIn(block: Block, graph: Graph): Knowable<readonly string[]> {
  return known(block.list("security_groups"), (groups) =>
    groups.length === 0
      ? unknown("it has the vpc's default security group")
      : addressesOf(graph, groups, ...SECURITY_GROUP),
  );
}
