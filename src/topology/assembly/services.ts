import { isKnown, type Knowable, unknown } from "../knowable";
import type { PlacementStrategy, Service, TaskNetwork } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { isBlueGreen } from "./alternates";
import { attachmentsOf } from "./attachments";
import type { Autoscaling } from "./autoscaling";
import type { GroupTargets } from "./group-targets";
import {
  addressesOf,
  allKnown,
  CAPACITY_PROVIDER,
  clusterOf,
  known,
  SECURITY_GROUP,
  SUBNET,
} from "./identity";
import type { SecurityGroups } from "./security-groups";
import { taskOf } from "./tasks";

export function servicesOf(
  graph: Graph,
  securityGroups: SecurityGroups,
  autoscaling: Autoscaling,
  groupTargets: GroupTargets,
): readonly Service[] {
  return graph
    .managed("aws_ecs_service")
    .map((resource) => serviceOf(resource, graph, securityGroups, autoscaling, groupTargets));
}

function serviceOf(
  resource: Resource,
  graph: Graph,
  securityGroups: SecurityGroups,
  autoscaling: Autoscaling,
  groupTargets: GroupTargets,
): Service {
  const block = Block.of(resource, graph);
  const capacityProviders = capacityProvidersOf(block, graph);
  return {
    address: resource.address,
    name: block.text("name"),
    cluster: clusterOf(graph, block.value("cluster")),
    schedulingStrategy: block.text("scheduling_strategy"),
    desiredCount: block.number("desired_count"),
    minimumHealthyPercent: block.number("deployment_minimum_healthy_percent"),
    maximumPercent: maximumPercentOf(block),
    placementStrategies: placementStrategiesOf(block),
    placementConstraints: placementConstraintsOf(block),
    zoneRebalancing: zoneRebalancingOf(block),
    circuitBreaker: circuitBreakerOf(block),
    healthCheckGracePeriodSeconds: block.optionalNumber("health_check_grace_period_seconds"),
    capacityProviders,
    launchType: launchTypeOf(block, capacityProviders),
    attachments: attachmentsOf(resource.address, block, graph, capacityProviders, groupTargets),
    task: taskOf(block, graph),
    taskNetwork: taskNetworkOf(block, graph, securityGroups),
    autoscaling: autoscaling(resource.address),
    waitsFor: waitsFor(resource, graph),
    lifecycle: resource.lifecycle,
  };
}

/** Blue/green has the whole of the new revision run beside the old one. */
function maximumPercentOf(service: Block): Knowable<number> {
  return known(isBlueGreen(service), (blueGreen) =>
    known(service.number("deployment_maximum_percent"), (written) =>
      blueGreen ? Math.max(200, written) : written,
    ),
  );
}

function placementStrategiesOf(service: Block): Knowable<readonly PlacementStrategy[]> {
  return known(service.blocks("ordered_placement_strategy"), (strategies) =>
    allKnown(
      strategies.map((strategy) =>
        known(strategy.text("type"), (type) =>
          known(strategy.optionalText("field"), (field) => ({ type, field: field ?? "" })),
        ),
      ),
    ),
  );
}

function placementConstraintsOf(service: Block): Knowable<readonly string[]> {
  return known(service.blocks("placement_constraints"), (constraints) =>
    allKnown(
      constraints.map((constraint) =>
        known(constraint.optionalText("expression"), (expression) =>
          expression === undefined ? constraint.text("type") : expression,
        ),
      ),
    ),
  );
}

/** Left out, it is off before version 6 of the provider, and on where it can be from then on. */
function zoneRebalancingOf(service: Block): Knowable<boolean> {
  return known(service.text("availability_zone_rebalancing"), (status) => status === "ENABLED");
}

function circuitBreakerOf(service: Block): Service["circuitBreaker"] {
  const breaker = known(
    service.block("deployment_circuit_breaker"),
    (block) => block ?? service.empty("deployment_circuit_breaker"),
  );
  return known(breaker, (block) =>
    known(block.flag("enable"), (enable) =>
      known(block.flag("rollback"), (rollback) => ({ enable, rollback })),
    ),
  );
}

function capacityProvidersOf(service: Block, graph: Graph): Knowable<readonly string[]> {
  return known(service.blocks("capacity_provider_strategy"), (strategies) =>
    addressesOf(
      graph,
      strategies.map((strategy) => strategy.value("capacity_provider") ?? null),
      CAPACITY_PROVIDER,
    ),
  );
}

/** Capacity providers and a launch type exclude each other. */
function launchTypeOf(
  service: Block,
  capacityProviders: Knowable<readonly string[]>,
): Knowable<string | undefined> {
  return isKnown(capacityProviders) && capacityProviders.length > 0
    ? undefined
    : service.optionalText("launch_type");
}

function taskNetworkOf(
  service: Block,
  graph: Graph,
  securityGroups: SecurityGroups,
): Knowable<TaskNetwork | undefined> {
  return known(service.block("network_configuration"), (network) => {
    if (network === undefined) {
      return undefined;
    }
    const groups = known(network.list("security_groups"), (listed) =>
      listed.length === 0
        ? unknown("the tasks have the vpc's default security group")
        : addressesOf(graph, listed, ...SECURITY_GROUP),
    );
    return {
      subnets: addressesOf(graph, network.list("subnets"), ...SUBNET),
      securityGroups: groups,
      ingress: securityGroups("ingress", groups),
    };
  });
}

/** Everything that Terraform has made before it makes the service. */
function waitsFor(service: Resource, graph: Graph): readonly string[] {
  const reached = new Set<string>();
  const next = [...service.dependencies];
  for (let address = next.pop(); address !== undefined; address = next.pop()) {
    if (address !== service.address && !reached.has(address)) {
      reached.add(address);
      next.push(...(graph.get(address)?.dependencies ?? []));
    }
  }
  return [...reached].sort();
}
