import { isKnown, type Knowable } from "../../topology/knowable";
import type { Service, PlacementStrategy as Strategy, Topology } from "../../topology/model";
import type { TaskRequirements } from "../container-instance";
import type { ServicePlan } from "../deployment";
import type { PlacementStrategy } from "../placement";
import { placementLimits } from "../placement-constraints";
import type { Findings } from "./findings";
import { zonesOf } from "./zones";

/** Everything but where it runs and who asks it. */
export function servicePlan(
  topology: Topology,
  service: Service,
  findings: Findings,
): Omit<ServicePlan, "instanceGroup" | "targetGroups"> {
  const known = <T>(value: Knowable<T>, name: string, standIn: T) =>
    findings.known(value, service.address, name, standIn);
  const constraints = known(service.placementConstraints, "its placement constraints", []);
  const { limits, unread } = placementLimits(constraints);
  const autoscaling = isKnown(service.autoscaling) ? service.autoscaling : undefined;
  if (autoscaling) {
    const { minimum, maximum } = autoscaling;
    findings.assume(
      `${service.address} is autoscaled from ${minimum} to ${maximum} tasks: it is simulated with the fewest`,
    );
  }
  if (!isKnown(service.autoscaling)) {
    findings.assume(
      `${service.address} keeps its desired count: whether it is autoscaled is not known (${service.autoscaling.unknown})`,
    );
  }
  for (const expression of unread) {
    findings.miss(`${service.address}: the placement constraint "${expression}" is not simulated`);
  }
  return {
    name: isKnown(service.name) ? service.name : service.address,
    desiredCount: findings.size(
      autoscaling?.minimum ?? service.desiredCount,
      service.address,
      "its desired count",
    ),
    minimumHealthyPercent: known(service.minimumHealthyPercent, "minimum healthy percent", 100),
    maximumPercent: known(service.maximumPercent, "maximum percent", 200),
    healthCheckGracePeriodMs:
      1_000 * (known(service.healthCheckGracePeriodSeconds, "its grace period", 0) ?? 0),
    availabilityZoneRebalancing: known(service.zoneRebalancing, "zone rebalancing", false)
      ? "ENABLED"
      : "DISABLED",
    constrainedToZones: constraints.some((each) => each.includes("ecs.availability-zone")),
    placementStrategies: known(service.placementStrategies, "its placement strategies", []).map(
      (strategy) => strategyOf(strategy, service.address, findings),
    ),
    placementLimits: { ...limits, zones: withinSubnets(topology, service, limits.zones, findings) },
    requirements: requirementsOf(service, findings),
  };
}

/** Of tasks with a network interface of their own; none where they share the instance's. */
export function taskSubnets({ address, taskNetwork }: Service, findings: Findings) {
  const network = findings.known(taskNetwork, address, "the network of its tasks", undefined);
  return network && findings.known(network.subnets, address, "the subnets of its tasks", []);
}

/** An awsvpc task runs on instances in the zones of its subnets. */
function withinSubnets(
  topology: Topology,
  service: Service,
  zones: readonly string[] | undefined,
  findings: Findings,
): readonly string[] | undefined {
  const subnets = taskSubnets(service, findings);
  const reached = subnets && zonesOf(topology, subnets, findings);
  return reached?.filter((zone) => zones?.includes(zone) ?? true) ?? zones;
}

export function requirementsOf({ address, task }: Service, findings: Findings): TaskRequirements {
  if (!isKnown(task)) {
    findings.missKnown(address, "its task definition", task);
    return { memoryMiB: 0, cpuUnits: 0, hostPorts: [], networkInterfaces: 0 };
  }
  const networkMode = findings.known(task.networkMode, address, "its network mode", "bridge");
  return {
    memoryMiB: findings.known(task.memoryMiB, address, "its memory", 0),
    cpuUnits: findings.known(task.cpuUnits, address, "its CPU units", 0),
    hostPorts: findings.known(task.hostPorts, address, "its host ports", []),
    networkInterfaces: networkMode === "awsvpc" ? 1 : 0,
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html */
function strategyOf(
  { type, field }: Strategy,
  address: string,
  findings: Findings,
): PlacementStrategy {
  const name = field.toLowerCase();
  if (type === "random") {
    return { type };
  }
  if (type === "spread" && name === "attribute:ecs.availability-zone") {
    return { type, field: "attribute:ecs.availability-zone" };
  }
  if (type === "spread" && (name === "instanceid" || name === "host")) {
    return { type, field: "instanceId" };
  }
  if (type === "binpack" && (name === "memory" || name === "cpu")) {
    return { type, field: name };
  }
  findings.miss(`${address}: the placement strategy ${type} by "${field}" is not simulated`);
  return { type: "random" };
}

/** On AWS Fargate, which has no instances to lose. */
export function isOnFargate({ launchType, capacityProviders }: Service): boolean {
  return (
    launchType === "FARGATE" ||
    (isKnown(capacityProviders) &&
      capacityProviders.length > 0 &&
      capacityProviders.every((name) => name.startsWith("FARGATE")))
  );
}

/** @returns the address of the instance group that the service runs on, where that is told */
export function groupOf(
  { capacityProviders, instanceGroups }: Topology,
  service: Service,
  findings: Findings,
): string | undefined {
  const { address } = service;
  const named = findings.known(service.capacityProviders, address, "its capacity providers", []);
  if (named.length > 1) {
    findings.miss(`${address}: how it is divided over ${named.join(" and ")} is not simulated`);
    return undefined;
  }
  const [name] = named;
  if (name !== undefined) {
    const provider = capacityProviders.find((each) => each.address === name || each.name === name);
    const group = provider && findings.known(provider.instanceGroup, name, "its group", undefined);
    return group !== undefined && instanceGroups.some((each) => each.address === group)
      ? group
      : findings.miss(`${address}: the instances behind ${name} are not described`);
  }
  const [only, ...others] = instanceGroups;
  if (!only || others.length > 0 || !isKnown(service.capacityProviders)) {
    return findings.miss(`${address}: which instances it runs on is not told`);
  }
  findings.assume(
    `${address} runs on ${only.address}, the only instance group: it names no capacity provider`,
  );
  return only.address;
}
