import type { Knowable } from "../topology/knowable";
import type { PlacementStrategy, Service, Topology } from "../topology/model";
import {
  broken,
  given,
  gravest,
  holds,
  holdsIf,
  type Judgement,
  notApplicable,
  whenKnown,
} from "./judgement";
import { rule } from "./rule";
import { ofReplicas, onInstances } from "./service-kinds";
import { services } from "./subjects";
import { describeZones, hasZones, type Place, placesOf } from "./zones";

const REBALANCING =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html";

export const taskInEveryZone = rule({
  id: "HA-SVC-01",
  title: "a service runs a task in every zone, and two at least",
  reason: "With fewer tasks than zones, the zone that is lost may hold the only one.",
  source:
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
  remedy: "raise desired_count to the number of zones",
  on: services,
  judge: ofReplicas((service, topology) =>
    given([isAutoscaled(service, topology)], (autoscaled) =>
      autoscaled
        ? notApplicable(
            `autoscaled: ${scalesInToEveryZone.id} judges the fewest tasks that are left`,
          )
        : given([service.desiredCount, placesOf(service, topology)], oneInEach),
    ),
  ),
});

/**
 * Autoscaling keeps the count within its limits, whatever desired_count says, which Terraform is then
 * told to ignore. What a live service runs now is its desired count, whoever has set it.
 */
function isAutoscaled({ autoscaling }: Service, { source }: Topology): Knowable<boolean> {
  return source === "live" ? false : whenKnown([autoscaling], (limits) => limits !== undefined);
}

export const scalesInToEveryZone = rule({
  id: "HA-SVC-02",
  title: "autoscaling leaves a task in every zone, and two at least",
  reason: "Scaling in below the number of zones empties one of them.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
  remedy: "raise min_capacity of the aws_appautoscaling_target to the number of zones",
  on: services,
  judge: ofReplicas((service, topology) =>
    given([service.autoscaling], (autoscaling) =>
      autoscaling
        ? given([placesOf(service, topology)], (places) => oneInEach(autoscaling.minimum, places))
        : notApplicable("not autoscaled"),
    ),
  ),
});

function oneInEach(tasks: number, places: readonly Place[]): Judgement {
  const seen = `${tasks} for ${describeZones(places)}`;
  return tasks < 2
    ? broken(seen)
    : holdsIf(
        whenKnown([hasZones(places, tasks + 1)], (more) => !more),
        seen,
      );
}

export const zoneIsFirstStrategy = rule({
  id: "HA-SVC-03",
  title: "the first placement strategy spreads by zone",
  reason: "Any other first strategy may put every task in one zone, and rules rebalancing out.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html",
  remedy:
    'let the first ordered_placement_strategy be type = "spread", field = "attribute:ecs.availability-zone"',
  on: services,
  judge: onInstances(({ placementStrategies }) =>
    given([placementStrategies], ([first]) =>
      first ? holdsIf(isZoneSpread(first), describe(first)) : holds("none: ECS spreads by zone"),
    ),
  ),
});

function isZoneSpread({ type, field }: PlacementStrategy): boolean {
  return type === "spread" && field === "attribute:ecs.availability-zone";
}

function describe({ type, field }: PlacementStrategy): string {
  return field ? `${type} by ${field}` : type;
}

export const rebalancingWorks = rule({
  id: "HA-SVC-04",
  title: "tasks are rebalanced over zones, and nothing keeps ECS from it",
  reason:
    "It moves tasks back when a lost zone returns; it starts before it stops, so it needs a maximumPercent that allows one task more, and no constraint to zones. Room for that task is what HA-CAP-02 keeps.",
  source: REBALANCING,
  remedy:
    'set availability_zone_rebalancing = "ENABLED" and deployment_maximum_percent = 200, and drop placement constraints on the zone',
  on: services,
  judge: ofReplicas((service) =>
    gravest([isEnabled(service), allowsOneMore(service), isNotConstrained(service)]),
  ),
});

function isEnabled({ zoneRebalancing }: Service): Judgement {
  return given([zoneRebalancing], (on) => holdsIf(on, on ? "ENABLED" : "DISABLED"));
}

function allowsOneMore(service: Service): Judgement {
  return given([leastTasks(service), service.maximumPercent], (tasks, percent) =>
    holdsIf(
      Math.floor((tasks * percent) / 100) > tasks,
      `maximumPercent ${percent} of ${tasks} tasks`,
    ),
  );
}

function leastTasks({ desiredCount, autoscaling }: Service): Knowable<number> {
  return whenKnown([desiredCount, autoscaling], (desired, scaling) =>
    Math.max(1, scaling?.minimum ?? desired),
  );
}

function isNotConstrained({ placementConstraints }: Service): Judgement {
  return given([placementConstraints], (constraints) => {
    const zonal = constraints.filter((each) => each.includes("ecs.availability-zone"));
    return holdsIf(zonal.length === 0, zonal.join(", ") || "no constraint to zones");
  });
}

export const minimumHealthyIsFull = rule({
  id: "HA-SVC-05",
  title: "a deployment never goes below the desired count",
  reason: "A zone lost in the middle of a deployment must find every task there.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
  remedy: "set deployment_minimum_healthy_percent = 100",
  on: services,
  judge: ofReplicas(({ minimumHealthyPercent }) =>
    given([minimumHealthyPercent], (percent) => holdsIf(percent >= 100, `${percent} %`)),
  ),
});

export const breakerRollsBack = rule({
  id: "HA-SVC-06",
  title: "the deployment circuit breaker is on, and rolls back",
  reason:
    "A bad revision is otherwise tried for ever, and there is none to replace a lost task by.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
  remedy: "set enable = true and rollback = true in the deployment_circuit_breaker block",
  on: services,
  judge: ({ circuitBreaker }) =>
    given([circuitBreaker], ({ enable, rollback }) =>
      holdsIf(
        enable && rollback,
        `${enable ? "on" : "off"}, ${rollback ? "with" : "without"} rollback`,
      ),
    ),
});

export const graceIsSet = rule({
  id: "HA-SVC-07",
  title: "a new task has a grace period",
  reason:
    "Without it, ECS stops a task that is still starting at its first failed check; after a zone loss every replacement is.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
  remedy: "set health_check_grace_period_seconds to what a start takes, such as 60",
  on: services,
  judge: ({ healthCheckGracePeriodSeconds, attachments }) =>
    attachments.length === 0
      ? notApplicable("behind no load balancer")
      : given([healthCheckGracePeriodSeconds], (seconds) =>
          holdsIf((seconds ?? 0) > 0, seconds === undefined ? "none" : `${seconds} s`),
        ),
});
