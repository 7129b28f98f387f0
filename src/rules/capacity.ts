import { instancesToHold, survivorsOf, type TaskDemand } from "../capacity/static-stability";
import type { InstanceGroup, Topology } from "../topology/model";
import { loadBalancersOf } from "./entrances";
import { servicesOn } from "./hosts";
import { allKnown, given, holdsIf, notApplicable, whenKnown } from "./judgement";
import { deploymentLoadOn, fixedPortsHeld, peakLoadOn } from "./load";
import { rule } from "./rule";
import { instanceGroups } from "./subjects";
import { covering, describeZones, exactZoneCount, placesAt, placesOfAll } from "./zones";

export const groupInEveryZone = rule({
  id: "HA-CAP-01",
  title: "the group launches in every zone of the load balancer",
  reason:
    "A zone with a node but no instances takes no part of the load, and carries none when another is lost.",
  source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html",
  remedy: "set vpc_zone_identifier to the subnets of the load balancer",
  on: instanceGroups,
  judge: (group, topology) =>
    given(
      [placesOfEntrances(group, topology), placesAt(group.subnets, topology)],
      (nodes, places) =>
        nodes.length === 0
          ? notApplicable("no load balancer forwards to its services")
          : covering(nodes, places),
    ),
});

function placesOfEntrances(group: InstanceGroup, topology: Topology) {
  return whenKnown([servicesOn(group, topology)], (services) =>
    whenKnown(
      [allKnown(services.map((service) => loadBalancersOf(service, topology)))],
      (loadBalancers) => placesOfAll(loadBalancers.flat(), topology),
    ),
  );
}

export const survivorsHoldEveryTask = rule({
  id: "HA-CAP-02",
  title: "whichever zone is lost, the instances that are left hold every task at peak",
  reason:
    "Static stability: new instances may not be had while a zone is lost, so those that are left must have the memory, CPU, ports and network interfaces.",
  source:
    "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/static-stability.html",
  remedy: "raise min_size, choose larger instance types, or make the tasks smaller",
  on: instanceGroups,
  judge: (group, topology) =>
    given(
      [peakLoadOn(group, topology), group.minSize, placesAt(group.subnets, topology)],
      ({ demands, room }, minSize, places) =>
        given([exactZoneCount(places)], (zones) => {
          const left = survivorsOf(minSize, zones);
          const needed = instancesToHold(withoutRefusedPorts(demands, left), room);
          return zones < 2
            ? notApplicable(`in ${describeZones(places)} alone`)
            : holdsIf(
                left >= needed,
                `any of ${describeZones(places)} lost: ${left} of ${minSize} left, ${instances(needed)}`,
              );
        }),
    ),
});

function instances(needed: number): string {
  return Number.isFinite(needed)
    ? `its tasks need ${needed}`
    : "and a task is larger than an instance";
}

/** Where too few are left for the fixed ports alone, HA-SVC-09 says so: one cause is told once. */
function withoutRefusedPorts(demands: readonly TaskDemand[], left: number): readonly TaskDemand[] {
  return demands.every((demand) => fixedPortsHeld(demand, demands) <= left)
    ? demands
    : demands.map((demand) => ({ ...demand, fixedHostPorts: [] }));
}

export const maximumHoldsDeployment = rule({
  id: "HA-CAP-03",
  title: "the group may grow to what a deployment with one zone lost needs",
  reason:
    "A deployment runs up to maximumPercent of the tasks; where the group may not grow to hold them, it waits for the zone to return.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
  remedy: "raise max_size",
  on: instanceGroups,
  judge: (group, topology) =>
    given([deploymentLoadOn(group, topology), group.maxSize], ({ demands, room }, maxSize) => {
      const needed = instancesToHold(demands, room);
      return holdsIf(
        maxSize >= needed || !Number.isFinite(needed),
        `at most ${maxSize}, a deployment needs ${needed}`,
      );
    }),
});

export const typesAreOffered = rule({
  id: "HA-CAP-04",
  title: "every zone offers the instance types",
  reason: "In a zone that does not offer the type, the group can launch nothing.",
  source:
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html",
  remedy:
    "choose types or zones by `aws ec2 describe-instance-type-offerings --location-type availability-zone`",
  toldBy: ["live"],
  on: instanceGroups,
  judge: ({ typesOfferedInEveryZone, instanceTypes }) =>
    given([typesOfferedInEveryZone, instanceTypes], (offered, types) =>
      holdsIf(offered, types.join(", ")),
    ),
});

export const notAllSpot = rule({
  id: "HA-CAP-05",
  title: "not every instance is Spot",
  reason: "Spot capacity runs short just when a zone is lost and everyone launches elsewhere.",
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html",
  remedy:
    "set on_demand_base_capacity to the number of zones, or on_demand_percentage_above_base_capacity above 0",
  on: instanceGroups,
  judge: ({ spot }) =>
    given([spot], ({ onDemandBase, onDemandPercent }) =>
      holdsIf(
        onDemandBase > 0 || onDemandPercent > 0,
        `${onDemandBase} On-Demand, and ${onDemandPercent} % of what is above`,
      ),
    ),
});
