import type { Knowable } from "../topology/knowable";
import type { Alarm, ClusterAssociation, TargetGroup, Topology } from "../topology/model";
import { alarmsOn, watches } from "./alarms";
import { loadBalancersBefore } from "./entrances";
import { findProvider } from "./hosts";
import {
  broken,
  everyOf,
  given,
  holds,
  holdsIf,
  type Judgement,
  notApplicable,
  someOf,
  whenKnown,
} from "./judgement";
import { rule } from "./rule";
import {
  alarms,
  clusterAssociations,
  loadBalancers,
  services,
  subnetsBefore,
  targetGroups,
} from "./subjects";
import { describeZones, type Place, placesOfAll } from "./zones";

export const zonesAreWatched = rule({
  id: "HA-OPS-01",
  title: "an alarm watches the healthy targets of every zone, and takes silence for none",
  reason:
    "Until a second zone is lost, no client sees that the first is gone; and a zone that is gone reports nothing.",
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
  remedy:
    'add an aws_cloudwatch_metric_alarm on HealthyHostCount for each TargetGroup and AvailabilityZone, with treat_missing_data = "breaching"',
  on: targetGroups,
  judge: (group, topology) =>
    given([loadBalancersBefore(group, topology)], (entrances) =>
      entrances.length === 0
        ? notApplicable("no load balancer forwards to it")
        : given([placesOfAll(entrances, topology)], (places) =>
            everyZoneWatched(group, places, topology),
          ),
    ),
});

function everyZoneWatched(
  group: TargetGroup,
  places: readonly Place[],
  topology: Topology,
): Judgement {
  const possible = healthyHostAlarms(topology).perhapsTo(group.address);
  const watched = places.map((place) =>
    someOf(possible.map((alarm) => watchesZone(alarm, group, place))),
  );
  const blind = places.filter((_, index) => watched[index] === false);
  return holdsIf(
    everyOf(watched),
    blind.length > 0 ? `no such alarm for ${describeZones(blind)}` : describeZones(places),
  );
}

const healthyHostAlarms = alarmsOn("HealthyHostCount", "TargetGroup");

function watchesZone(alarm: Alarm, group: TargetGroup, { zone }: Place): Knowable<boolean> {
  return everyOf([
    watches(alarm, "HealthyHostCount", { TargetGroup: group.address, AvailabilityZone: zone }),
    whenKnown([alarm.treatMissingData], (missing) => missing === "breaching"),
  ]);
}

export const tasksAreCounted = rule({
  id: "HA-OPS-02",
  title: "an alarm counts the running tasks of every service",
  reason:
    "Tasks that cannot be placed or started again are seen by no health check: there is no target to check.",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html",
  remedy:
    "turn Container Insights on, and add an aws_cloudwatch_metric_alarm on RunningTaskCount for the ServiceName",
  on: services,
  judge: (service, topology) => {
    const counted = someOf(
      [service.name, service.address].map((name) => isCounted(name, topology)),
    );
    return holdsIf(counted, counted === true ? "RunningTaskCount" : "no such alarm");
  },
});

const runningTaskAlarms = alarmsOn("RunningTaskCount", "ServiceName");

function isCounted(service: Knowable<string>, topology: Topology): Knowable<boolean> {
  return whenKnown([service], (name) =>
    someOf(
      runningTaskAlarms(topology)
        .perhapsTo(name)
        .map((alarm) => watches(alarm, "RunningTaskCount", { ServiceName: name })),
    ),
  );
}

export const alarmsAreOn = rule({
  id: "HA-OPS-03",
  title: "no alarm is disabled",
  reason: "An alarm whose actions are off tells nobody.",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html",
  remedy: "set actions_enabled = true",
  on: alarms,
  judge: ({ actionsEnabled }) =>
    given([actionsEnabled], (on) => holdsIf(on, on ? "actions on" : "actions off")),
});

export const protectionsAreOne = rule({
  id: "HA-OPS-04",
  title: "deletion protection and prevent_destroy agree",
  reason:
    "With deletion protection alone, a destroy takes everything else first and then stops at the load balancer; with prevent_destroy alone, anyone may delete it outside Terraform.",
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#deletion-protection",
  remedy: "set enable_deletion_protection and lifecycle.prevent_destroy to the same",
  toldBy: ["synthesized"],
  on: loadBalancers,
  judge: ({ deletionProtection, lifecycle }) =>
    given([deletionProtection, lifecycle], (isProtected, { preventDestroy }) =>
      holdsIf(
        isProtected === preventDestroy,
        `deletion protection ${isProtected ? "on" : "off"}, prevent_destroy ${preventDestroy}`,
      ),
    ),
});

export const subnetsStay = rule({
  id: "HA-OPS-05",
  title: "no subnet that exists is replaced or destroyed",
  reason: "A subnet cannot move to another zone or range: all that stands in it would go with it.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
  remedy:
    "undo the change of availability_zone, cidr_block or vpc_id, or add it to ignore_changes; to move, add a new subnet first",
  toldBy: ["plan"],
  on: subnetsBefore,
  judge: ({ existing, replaced }) =>
    existing
      ? holds("not managed here")
      : given([replaced], (goes) => holdsIf(!goes, goes ? "is replaced or destroyed" : "stays")),
});

export const otherProvidersStay = rule({
  id: "HA-OPS-06",
  title: "the capacity providers that a cluster has are kept",
  reason:
    "A cluster has one list of capacity providers, which an apply replaces as a whole; services of the ones left out place no task any more.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html",
  remedy: "add what `aws ecs describe-clusters` lists to capacity_providers",
  toldBy: ["plan"],
  on: clusterAssociations,
  judge: ({ capacityProviders, capacityProvidersBefore }) =>
    given([capacityProviders, capacityProvidersBefore], (after, before) => {
      const dropped = before.filter((name) => !after.includes(name));
      return dropped.length > 0 ? broken(`drops ${dropped.join(", ")}`) : holds(after.join(", "));
    }),
});

export const destroyKeepsOtherProviders = rule({
  id: "HA-OPS-07",
  title: "a destroy cannot take other capacity providers from the cluster",
  reason: "To destroy the list is to empty it, also of providers that others use.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html",
  remedy: "set lifecycle.prevent_destroy = true on the aws_ecs_cluster_capacity_providers",
  toldBy: ["synthesized"],
  on: clusterAssociations,
  judge: (association, topology) =>
    given([othersIn(association, topology), association.lifecycle], (others, { preventDestroy }) =>
      others.length === 0
        ? notApplicable("no other capacity provider in the list")
        : holdsIf(preventDestroy, `prevent_destroy ${preventDestroy}; ${others.join(", ")}`),
    ),
});

function othersIn(
  { capacityProviders }: ClusterAssociation,
  topology: Topology,
): Knowable<readonly string[]> {
  return whenKnown([capacityProviders], (names) =>
    names.filter((name) => findProvider(name, topology) === undefined),
  );
}
