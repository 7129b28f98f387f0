import { type Knowable, unknown } from "../knowable";
import type { CapacityProvider, ClusterAssociation, ManagedScaling } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { isList } from "../terraform/value";
import { addressesOf, addressOf, allKnown, CAPACITY_PROVIDER, clusterOf, known } from "./identity";

export function capacityProvidersOf(graph: Graph): readonly CapacityProvider[] {
  return graph.managed(CAPACITY_PROVIDER).map((resource) => {
    const block = Block.of(resource, graph);
    const group = known(
      block.block("auto_scaling_group_provider"),
      (provider) => provider ?? unknown("it has no Auto Scaling group"),
    );
    return {
      address: resource.address,
      name: block.text("name"),
      instanceGroup: known(group, (provider) =>
        addressOf(graph, provider.value("auto_scaling_group_arn"), "aws_autoscaling_group"),
      ),
      managedScaling: known(group, managedScalingOf),
      managedDraining: known(group, (provider) => isEnabled(provider, "managed_draining")),
      managedTerminationProtection: known(group, (provider) =>
        isEnabled(provider, "managed_termination_protection"),
      ),
    };
  });
}

function isEnabled(block: Block, name: string): Knowable<boolean> {
  return known(block.text(name), (status) => status === "ENABLED");
}

function managedScalingOf(provider: Block): Knowable<ManagedScaling> {
  const scaling = known(
    provider.block("managed_scaling"),
    (block) => block ?? provider.empty("managed_scaling"),
  );
  return known(scaling, (block) => {
    const numbers = known(
      allKnown([
        block.number("target_capacity"),
        block.number("minimum_scaling_step_size"),
        block.number("maximum_scaling_step_size"),
        block.number("instance_warmup_period"),
      ]),
      ([targetCapacityPercent = 0, minimumStep = 0, maximumStep = 0, warmupSeconds = 0]) => ({
        targetCapacityPercent,
        minimumStep,
        maximumStep,
        warmupSeconds,
      }),
    );
    return known(isEnabled(block, "status"), (enabled) =>
      known(numbers, (read) => ({ enabled, ...read })),
    );
  });
}

export function clusterAssociationsOf(graph: Graph): readonly ClusterAssociation[] {
  return graph.managed("aws_ecs_cluster_capacity_providers").map((resource) => {
    const block = Block.of(resource, graph);
    return {
      address: resource.address,
      cluster: clusterOf(graph, block.value("cluster_name")),
      capacityProviders: addressesOf(graph, block.list("capacity_providers"), CAPACITY_PROVIDER),
      capacityProvidersBefore: providersBefore(resource, graph),
      lifecycle: resource.lifecycle,
    };
  });
}

/** A cluster that the plan creates has none; of one that exists, only its state tells. */
function providersBefore(resource: Resource, graph: Graph): Knowable<readonly string[]> {
  const before = resource.change?.before?.["capacity_providers"];
  if (before !== undefined) {
    return isList(before) ? addressesOf(graph, before, CAPACITY_PROVIDER) : [];
  }
  const cluster = graph.find(resource.attributes["cluster_name"] ?? null, "aws_ecs_cluster");
  return resource.change && cluster?.mode === "managed" && !cluster.change?.before
    ? []
    : unknown("which capacity providers the cluster has is not looked up");
}
