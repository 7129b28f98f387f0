import { EXIT } from "../../exit-codes";
import { DrillError } from "../drill-error";
import type { EnvironmentScope } from "../environment-scope";
import { type InstanceState, instanceOf, type Observation, zonesOf } from "../state/observation";
import { type Change, SUSPENDED_PROCESSES } from "./change";

export const FAULTS = ["instance", "stop", "blackhole", "experiment"] as const;
export type Fault = (typeof FAULTS)[number];

/** What a drill will do, before anything is done. */
export interface FaultPlan {
  readonly fault: Fault;
  readonly zone: string;
  /** What is taken away; every one hosts a task or could. */
  readonly instanceIds: readonly string[];
  /** In this order, after the mark on the group. */
  readonly changes: readonly Change[];
}

export interface Surroundings {
  readonly drill: string;
  readonly scope: EnvironmentScope;
  readonly observation: Observation;
  /** Those of the environment in the zone, with the network ACL that each has; for a blackhole. */
  readonly subnets: readonly ZonalSubnet[];
  /** For an experiment. */
  readonly template: ExperimentTemplate | undefined;
}

export interface ZonalSubnet {
  readonly id: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly acl: string;
}

export interface ExperimentTemplate {
  readonly id: string;
  /** Undefined where it is not filtered by zone. */
  readonly zone: string | undefined;
  /** What it does, as FIS names it. */
  readonly actions: readonly string[];
  /** What it does that to. */
  readonly targets: readonly ExperimentTarget[];
}

export interface ExperimentTarget {
  /** Empty where it is chosen by tags. */
  readonly arns: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly filters: readonly { readonly path: string; readonly values: readonly string[] }[];
}

/** The first zone that hosts tasks, where none is asked for; an experiment brings its own. */
export function chooseZone(
  { observation, template }: Pick<Surroundings, "observation" | "template">,
  fault: Fault,
  asked: string | undefined,
): string {
  const zones = zonesOf(observation.tasks);
  const fixed = fault === "experiment" ? template?.zone : undefined;
  const zone = fixed ?? asked ?? zones[0];
  if (fixed !== undefined && asked !== undefined && asked !== fixed) {
    throw new DrillError(
      `the experiment takes ${fixed} away, not "${asked}": leave --zone out, or set zoneLossExperiment.subnet`,
      EXIT.wrongUsage,
    );
  }
  if (zone === undefined || !zones.includes(zone)) {
    const isForeign = asked !== undefined && !observation.instances.some((i) => i.zone === asked);
    throw new DrillError(
      `no task runs in "${zone ?? ""}": there is nothing to lose; give --zone ${zones.join(" or ")}`,
      isForeign ? EXIT.wrongUsage : EXIT.couldNotTell,
    );
  }
  return zone;
}

/** @throws DrillError where the fault would take everything, or nothing */
export function planFault(fault: Fault, zone: string, surroundings: Surroundings): FaultPlan {
  const { observation } = surroundings;
  const inZone = running(observation).filter((instance) => instance.zone === zone);
  const lost = fault === "instance" ? [busiest(observation, inZone)] : inZone;
  const instanceIds = lost.flatMap((instance) => instance?.id ?? []);
  if (!instanceIds.some((id) => tasksOn(observation, id) > 0)) {
    throw new DrillError(`no instance in ${zone} hosts a task: there is nothing to lose`);
  }
  refuseTotalLoss(surroundings, instanceIds, zone);
  refuseSpot(fault, lost);
  return { fault, zone, instanceIds, changes: changesFor(fault, zone, instanceIds, surroundings) };
}

/** What is left must hold a task of every service, or every client sees an outage. */
function refuseTotalLoss(
  { observation }: Surroundings,
  lost: readonly string[],
  zone: string,
): void {
  for (const { name } of observation.services) {
    const hosts = observation.tasks
      .filter(({ service, desiredStatus }) => service === name && desiredStatus === "RUNNING")
      .map((task) => instanceOf(observation, task));
    if (hosts.every((host) => host === undefined || lost.includes(host))) {
      throw new DrillError(
        `${zone} holds every task of ${name}: taking it away is an outage, not a drill`,
      );
    }
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances-request.html */
function refuseSpot(fault: Fault, lost: readonly (InstanceState | undefined)[]): void {
  const spot = lost.flatMap((instance) => (instance?.isSpot ? instance.id : []));
  if (spot.length > 0 && (fault === "instance" || fault === "stop")) {
    throw new DrillError(
      `EC2 stops no Spot instance of an Auto Scaling group, and ${spot.join(", ")} is one: choose --fault blackhole`,
    );
  }
}

function changesFor(
  fault: Fault,
  zone: string,
  instanceIds: readonly string[],
  surroundings: Surroundings,
): readonly Change[] {
  const { drill, scope, template } = surroundings;
  const stop: Change = { kind: "stop-instances", instanceIds };
  switch (fault) {
    case "instance":
      return [stop];
    case "stop":
      return [...suspension(surroundings), stop];
    case "blackhole":
      return cutting(zone, surroundings);
    case "experiment":
      if (!template) {
        throw new DrillError(
          `no experiment template named "${scope.experiment}": add zoneLossExperiment to the settings and deploy, or choose another --fault`,
        );
      }
      return [{ kind: "start-experiment", templateId: template.id, drill, instanceIds }];
  }
}

/**
 * A lost zone cannot be launched in. To take its subnets from the group would say so more narrowly,
 * but the group would then replace what has stopped in the other zones, and protection from scale-in
 * would keep it from coming back. Suspended, it keeps its instances, and they are started again.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
function suspension({ observation: { group } }: Surroundings): readonly Change[] {
  const processes = SUSPENDED_PROCESSES.filter(
    (process) => !group.suspendedProcesses.includes(process),
  );
  // AWS takes an empty list for all of them.
  return processes.length === 0
    ? []
    : [{ kind: "suspend-processes", group: group.name, processes }];
}

function cutting(zone: string, { drill, subnets }: Surroundings): readonly Change[] {
  const lost = subnets.filter((subnet) => subnet.zone === zone);
  const [first] = lost;
  if (!first) {
    throw new DrillError(`no subnet of the environment is in ${zone}`);
  }
  return [
    { kind: "create-acl", vpcId: first.vpcId, drill },
    ...lost.map(({ id, acl }) => ({
      kind: "cut-subnet" as const,
      subnetId: id,
      aclBefore: acl,
      drill,
    })),
  ];
}

/** Of this environment by its tags, in its group, and running. */
export function running({ instances, group }: Observation): readonly InstanceState[] {
  const members = new Set(group.members.map(({ instanceId }) => instanceId));
  return instances.filter(({ id, state }) => state === "running" && members.has(id));
}

function busiest(
  observation: Observation,
  instances: readonly InstanceState[],
): InstanceState | undefined {
  return [...instances].sort(
    (a, b) => tasksOn(observation, b.id) - tasksOn(observation, a.id) || a.id.localeCompare(b.id),
  )[0];
}

export function tasksOn(observation: Observation, instanceId: string): number {
  return observation.tasks.filter((task) => instanceOf(observation, task) === instanceId).length;
}
