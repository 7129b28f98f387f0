import { isKnown, isUnknown, type Knowable } from "../knowable";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import type { Value } from "../terraform/value";
import { addressesOf, addressOf, append, known, TARGET_GROUP } from "./identity";

/** Target groups that take the instances of a group themselves, by the group's address. */
export type GroupTargets = (group: string) => Knowable<readonly string[]>;

const GROUP = "aws_autoscaling_group";

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html */
export function groupTargetsOf(graph: Graph, notes: string[]): GroupTargets {
  const attached = attachmentsOf(graph, notes);
  for (const { address } of graph.managed("aws_lb_target_group_attachment")) {
    notes.push(`${address}: a target registered by itself is not read; nothing replaces it`);
  }
  return (address) => {
    const group = graph.get(address);
    return group ? addressesOf(graph, ownTargets(group, graph, attached), TARGET_GROUP) : [];
  };
}

function ownTargets(
  group: Resource,
  graph: Graph,
  attached: ReadonlyMap<string, readonly Value[]>,
): Knowable<readonly Value[]> {
  const block = Block.of(group, graph);
  return known(block.list("target_group_arns"), (arns) =>
    known(block.blocks("traffic_source"), (sources) => [
      ...arns,
      ...sources.map(identifierOf),
      ...(attached.get(group.address) ?? []),
    ]),
  );
}

/** Attachments that are resources of their own. */
function attachmentsOf(graph: Graph, notes: string[]): ReadonlyMap<string, readonly Value[]> {
  const byGroup = new Map<string, Value[]>();
  const attach = (resource: Resource, target: Value) => {
    const group = addressOf(graph, resource.attributes["autoscaling_group_name"], GROUP);
    if (isKnown(group)) {
      append(byGroup, group, target);
    } else {
      notes.push(`${resource.address}: does not tell its Auto Scaling group`);
    }
  };
  for (const resource of graph.managed("aws_autoscaling_attachment")) {
    attach(resource, Block.of(resource, graph).value("lb_target_group_arn") ?? null);
  }
  for (const resource of graph.managed("aws_autoscaling_traffic_source_attachment")) {
    const source = Block.of(resource, graph).block("traffic_source");
    attach(resource, source === undefined || isUnknown(source) ? null : identifierOf(source));
  }
  return byGroup;
}

function identifierOf(source: Block): Value {
  return source.value("identifier") ?? null;
}
