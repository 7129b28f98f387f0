import { isUnknown, type Knowable, unknown } from "../knowable";
import type { TargetAttachment } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { addressOf, known, TARGET_GROUP } from "./identity";

const STRATEGIES: ReadonlySet<string | undefined> = new Set(["BLUE_GREEN", "LINEAR", "CANARY"]);

/**
 * Whether a release runs a second set of tasks in another target group, and moves the requests there.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
 */
export function isBlueGreen(service: Block): Knowable<boolean> {
  return known(isOfCodeDeploy(service), (ofCodeDeploy) =>
    known(service.block("deployment_configuration"), (configuration) =>
      known(configuration?.optionalText("strategy"), (strategy) =>
        Boolean(ofCodeDeploy || STRATEGIES.has(strategy)),
      ),
    ),
  );
}

function isOfCodeDeploy(service: Block): Knowable<boolean> {
  return known(service.block("deployment_controller"), (controller) =>
    known(controller?.optionalText("type"), (type) => type === "CODE_DEPLOY"),
  );
}

/**
 * What may take the requests in the place of a target group of a service after its next release.
 *
 * @param address of the service
 * @param own what stands in its `load_balancer` block
 */
export function alternatesOf(
  address: string,
  service: Block,
  block: Block,
  own: TargetAttachment,
  graph: Graph,
): readonly TargetAttachment[] {
  const advanced = block.block("advanced_configuration");
  const ofCodeDeploy = isOfCodeDeploy(service);
  const groups = [
    ...(isUnknown(advanced) ? [advanced] : []),
    ...(advanced && !isUnknown(advanced)
      ? [addressOf(graph, advanced.value("alternate_target_group_arn"), TARGET_GROUP)]
      : []),
    ...(ofCodeDeploy === true ? groupsOfCodeDeploy(address, own, graph) : []),
  ];
  return groups.map((targetGroup) => ({ ...own, targetGroup, alternate: true }));
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html */
function groupsOfCodeDeploy(
  service: string,
  own: TargetAttachment,
  graph: Graph,
): readonly Knowable<string>[] {
  const pairs = graph
    .managed("aws_codedeploy_deployment_group")
    .map((resource) => Block.of(resource, graph))
    .filter((group) => {
      const ecs = group.block("ecs_service");
      const named = ecs && !isUnknown(ecs) ? ecs.value("service_name") : undefined;
      return named !== undefined && graph.find(named, "aws_ecs_service")?.address === service;
    })
    .flatMap((group) => groupsIn(group, graph));
  const others = pairs.filter((group) => group !== own.targetGroup);
  return others.length > 0
    ? others
    : [unknown("the other target group that CodeDeploy releases to is not in the configuration")];
}

function groupsIn(deploymentGroup: Block, graph: Graph): readonly Knowable<string>[] {
  const groups = known(deploymentGroup.block("load_balancer_info"), (info) =>
    known(info?.block("target_group_pair_info"), (pair) => pair?.blocks("target_group") ?? []),
  );
  return isUnknown(groups)
    ? [groups]
    : groups.map((group) => addressOf(graph, group.value("name"), TARGET_GROUP));
}
