import { DRILL_TAG } from "../fault/change";
import { healthyTargets, isServing, type Observation, zonesOf } from "../state/observation";
import { findStuck } from "../stuck";
import { type Check, unless } from "./check";

/** What an observation alone tells: whether the service stands still, whole, in two zones. */
export function steadyChecks(observation: Observation): readonly Check[] {
  return [
    servicesSteady(observation),
    zonesServing(observation),
    alarmsQuiet(observation),
    noOtherDrill(observation),
    nothingStuck(observation),
    groupComplete(observation),
  ];
}

function servicesSteady(observation: Observation): Check {
  const reasons = observation.services.flatMap((service) => {
    const { name, desired, running, pending, deployments, rolloutInProgress } = service;
    if (deployments !== 1 || rolloutInProgress) {
      return [`${name} is being deployed: wait until it is steady`];
    }
    if (running !== desired || pending > 0) {
      return [`${name} runs ${running} of ${desired} tasks: wait until it is steady`];
    }
    return isServing(observation, service)
      ? []
      : [`of ${name} ${healthyTargets(observation, service).length} of ${desired} are healthy`];
  });
  const counts = observation.services.map(({ name, desired }) => `${name} ${desired}`).join(", ");
  return unless("services are steady", reasons, `desired = running = healthy: ${counts}`);
}

function zonesServing(observation: Observation): Check {
  const reasons = observation.services.flatMap((service) => {
    const zones = zonesOf(healthyTargets(observation, service));
    return zones.length >= 2
      ? []
      : [
          `${service.name} has healthy targets in ${zones.join(", ") || "no zone"} only: two zones are needed`,
        ];
  });
  return unless("targets in two zones", reasons, zonesOf(observation.targets).join(", "));
}

function alarmsQuiet({ alarms }: Observation): Check {
  const raised = alarms.filter(({ state }) => state === "ALARM").map(({ name }) => name);
  return unless(
    "no alarm is raised",
    raised.map((name) => `${name} is in ALARM: look into it first`),
    `${alarms.length} alarms, none in ALARM`,
  );
}

function noOtherDrill({ group }: Observation): Check {
  const other = group.tags[DRILL_TAG];
  return unless(
    "no other drill",
    other === undefined
      ? []
      : [
          `${group.name} has the tag ${DRILL_TAG}=${other}: another drill is on, or was killed; undo that one with --restore and its journal, .ha-drill/${other}.jsonl; where that is lost, look for what it left, and take the tag away with \`aws autoscaling delete-tags --tags ResourceId=${group.name},ResourceType=auto-scaling-group,Key=${DRILL_TAG}\``,
        ],
    `${group.name} is not marked by another`,
  );
}

function nothingStuck(observation: Observation): Check {
  const stuck = findStuck(observation).map(({ description }) => description);
  return unless(
    "nothing is stuck",
    stuck.map((description) => `${description}: release it with --unstick`),
    "no task and no instance hangs on its way out",
  );
}

function groupComplete({ group }: Observation): Check {
  const inService = group.members.filter(({ lifecycle }) => lifecycle === "InService").length;
  const suspended = group.suspendedProcesses.filter((process) =>
    ["Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy"].includes(process),
  );
  return unless(
    "the group is whole",
    [
      ...(inService === group.desired && group.members.length === group.desired
        ? []
        : [`${group.name} has ${inService} of ${group.desired} instances in service`]),
      ...suspended.map((process) => `${group.name} has suspended ${process}: resume it`),
    ],
    `${inService} instances in service in ${zonesOf(group.members).join(", ")}`,
  );
}
