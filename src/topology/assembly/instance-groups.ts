import { type Knowable, unknown } from "../knowable";
import type { InstanceGroup } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import type { GroupTargets } from "./group-targets";
import { addressesOf, allKnown, known, SUBNET } from "./identity";
import { instancesOf } from "./launch-templates";
import { type Offerings, offeringsOf } from "./offerings";
import type { SecurityGroups } from "./security-groups";

export function instanceGroupsOf(
  graph: Graph,
  securityGroups: SecurityGroups,
  groupTargets: GroupTargets,
  notes: string[],
): readonly InstanceGroup[] {
  const offerings = offeringsOf(graph);
  return graph
    .managed("aws_autoscaling_group")
    .map((resource) =>
      instanceGroupOf(resource, graph, securityGroups, groupTargets, offerings, notes),
    );
}

function instanceGroupOf(
  resource: Resource,
  graph: Graph,
  securityGroups: SecurityGroups,
  groupTargets: GroupTargets,
  offerings: Offerings,
  notes: string[],
): InstanceGroup {
  const block = Block.of(resource, graph);
  const subnets = subnetsOf(block, graph);
  const instances = instancesOf(resource, graph, notes);
  return {
    address: resource.address,
    name: block.text("name"),
    subnets,
    minSize: block.number("min_size"),
    maxSize: block.number("max_size"),
    desiredCapacity: block.optionalNumber("desired_capacity"),
    ...instances,
    protectedFromScaleIn: block.flag("protect_from_scale_in"),
    distribution: distributionOf(block),
    maintenancePolicy: maintenancePolicyOf(block),
    suspendedProcesses: block.texts("suspended_processes"),
    propagatedTags: propagatedTagsOf(block),
    instanceRefresh: instanceRefreshOf(block),
    ingress: securityGroups("ingress", instances.securityGroups),
    typesOfferedInEveryZone: offerings(instances.instanceTypes, zonesOf(subnets, graph)),
    targetGroups: groupTargets(resource.address),
  };
}

function subnetsOf(block: Block, graph: Graph): Knowable<readonly string[]> {
  return known(block.list("vpc_zone_identifier"), (values) =>
    values.length === 0
      ? unknown("vpc_zone_identifier is not set")
      : addressesOf(graph, values, ...SUBNET),
  );
}

function zonesOf(subnets: Knowable<readonly string[]>, graph: Graph): Knowable<readonly string[]> {
  return known(subnets, (addresses) =>
    allKnown(
      addresses.map((address) => {
        const resource = graph.get(address);
        return resource
          ? Block.of(resource, graph).text("availability_zone")
          : unknown(`"${address}" is not looked up`);
      }),
    ),
  );
}

function distributionOf(block: Block): InstanceGroup["distribution"] {
  const written = known(block.block("availability_zone_distribution"), (distribution) =>
    (distribution ?? block.empty("availability_zone_distribution")).text(
      "capacity_distribution_strategy",
    ),
  );
  return known(written, (strategy) =>
    strategy === "balanced-only" || strategy === "balanced-best-effort"
      ? strategy
      : unknown(`"${strategy}" is a distribution that is not known`),
  );
}

function maintenancePolicyOf(block: Block): InstanceGroup["maintenancePolicy"] {
  return known(block.block("instance_maintenance_policy"), (policy) => {
    if (policy === undefined) {
      return undefined;
    }
    const limits = ["min_healthy_percentage", "max_healthy_percentage"].map((name) =>
      policy.number(name),
    );
    return known(allKnown(limits), ([minHealthyPercent = 0, maxHealthyPercent = 0]) => ({
      minHealthyPercent,
      maxHealthyPercent,
    }));
  });
}

function propagatedTagsOf(block: Block): Knowable<readonly string[]> {
  return known(block.blocks("tag"), (tags) =>
    allKnown(
      tags.filter((tag) => tag.flag("propagate_at_launch") === true).map((tag) => tag.text("key")),
    ),
  );
}

function instanceRefreshOf(block: Block): InstanceGroup["instanceRefresh"] {
  return known(block.block("instance_refresh"), (refresh) =>
    refresh === undefined
      ? undefined
      : {
          scaleInProtected: known(refresh.block("preferences"), (preferences) =>
            (preferences ?? refresh.empty("preferences")).text("scale_in_protected_instances"),
          ),
        },
  );
}
