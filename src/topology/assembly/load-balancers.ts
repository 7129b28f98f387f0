import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import type { LoadBalancer } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { addressesOf, known, SECURITY_GROUP, SUBNET } from "./identity";
import { type ListenersByLoadBalancer, listenersOf } from "./listeners";
import type { SecurityGroups } from "./security-groups";

/** Those of the application kind; the model knows no other. */
export function loadBalancersOf(
  graph: Graph,
  securityGroups: SecurityGroups,
  notes: string[],
): readonly LoadBalancer[] {
  const listeners = listenersOf(graph, notes);
  return graph
    .managed("aws_lb")
    .filter((resource) => isApplication(resource, graph, notes))
    .map((resource) => loadBalancerOf(resource, graph, listeners, securityGroups));
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
  listeners: ListenersByLoadBalancer,
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
