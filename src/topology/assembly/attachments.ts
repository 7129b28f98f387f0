import { isKnown, isUnknown, type Knowable } from "../knowable";
import type { TargetAttachment } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { alternatesOf } from "./alternates";
import type { GroupTargets } from "./group-targets";
import { addressOf, TARGET_GROUP } from "./identity";
import { portsOf } from "./tasks";

/**
 * Where a service's tasks are targets: as the service says or, where it says nothing, by a fixed
 * port of the instances that a target group takes.
 */
export function attachmentsOf(
  address: string,
  service: Block,
  graph: Graph,
  capacityProviders: Knowable<readonly string[]>,
  groupTargets: GroupTargets,
): readonly TargetAttachment[] {
  const blocks = service.blocks("load_balancer");
  if (isUnknown(blocks)) {
    return [{ targetGroup: blocks, containerName: blocks, containerPort: blocks }];
  }
  return blocks.length > 0
    ? blocks.flatMap((block) => {
        const own: TargetAttachment = {
          targetGroup: addressOf(graph, block.value("target_group_arn"), TARGET_GROUP),
          containerName: block.text("container_name"),
          containerPort: block.number("container_port"),
        };
        return [own, ...alternatesOf(address, service, block, own, graph)];
      })
    : groupsOf(graph, capacityProviders).flatMap((group) =>
        throughInstances(service, graph, groupTargets(group)),
      );
}

/** The groups whose instances its tasks run on. */
function groupsOf(graph: Graph, providers: Knowable<readonly string[]>): readonly string[] {
  const groups = graph.managed("aws_autoscaling_group").map(({ address }) => address);
  if (isUnknown(providers) || providers.length === 0) {
    return groups.length === 1 ? groups : [];
  }
  return providers
    .map((provider) => graph.get(provider))
    .filter((resource) => resource !== undefined)
    .map((resource) => Block.of(resource, graph).block("auto_scaling_group_provider"))
    .filter((block) => block !== undefined && isKnown(block))
    .map((block) =>
      addressOf(graph, block.value("auto_scaling_group_arn"), "aws_autoscaling_group"),
    )
    .filter(isKnown);
}

function throughInstances(
  service: Block,
  graph: Graph,
  targets: Knowable<readonly string[]>,
): readonly TargetAttachment[] {
  const ports = portsOf(service, graph);
  if (isUnknown(targets) || isUnknown(ports)) {
    return [];
  }
  return targets.flatMap((targetGroup) => {
    const resource = graph.get(targetGroup);
    const port = resource && Block.of(resource, graph).number("port");
    return ports
      .filter(({ hostPort }) => isKnown(hostPort) && hostPort !== 0 && hostPort === port)
      .map(({ containerName, containerPort }) => ({ targetGroup, containerName, containerPort }));
  });
}
