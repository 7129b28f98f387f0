import type { GroupSettings } from "../../simulation/instance-group";
import type { MaintenancePolicy } from "../../simulation/maintenance-policy";
import type { Parameter, Parameters } from "../gateway/query-form";
import type { Launch } from "../instance-fleet";
import type { LaunchTemplateReference } from "../launch-template";
import type { Group } from "./group";
import { listOf } from "./query-action";

/** What a group launches from; it has one of them. */
const LAUNCH_SOURCES = ["LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName"];

/** Settings that an update removes with a negative value. */
const REMOVED_BY_MINUS_ONE = ["DefaultInstanceWarmup", "InstanceMaintenancePolicy"];

/**
 * The settings of a group after an update, which replaces what it names.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
export function updated(settings: Parameters, changes: Parameters): Parameters {
  const source = LAUNCH_SOURCES.find((name) => name in changes);
  const merged = { ...settings, ...changes };
  return Object.fromEntries(
    Object.entries(merged).filter(
      ([name, value]) =>
        !(source !== undefined && LAUNCH_SOURCES.includes(name) && name !== source) &&
        !(REMOVED_BY_MINUS_ONE.includes(name) && isMinusOne(value)),
    ),
  );
}

function isMinusOne(value: Parameter): boolean {
  return value === "-1" || (typeof value === "object" && Object.values(value).includes("-1"));
}

export function sizesOf({ settings }: Group): {
  readonly minSize: number;
  readonly maxSize: number;
} {
  return { minSize: Number(settings["MinSize"]), maxSize: Number(settings["MaxSize"]) };
}

/** What the group's pass needs to know of it. */
export function passSettings(group: Group, nowMs: number): GroupSettings {
  const distribution = inner(group.settings, "AvailabilityZoneDistribution");
  const isOnly = distribution["CapacityDistributionStrategy"] === "balanced-only";
  return {
    ...sizesOf(group),
    desiredCapacity: group.desiredCapacity,
    zones: [...group.subnetByZone.keys()],
    capacityDistributionStrategy: isOnly ? "balanced-only" : "balanced-best-effort",
    zonesFailingToLaunch: [...group.failedZones.keys()].filter((zone) =>
      isFailing(group, zone, nowMs),
    ),
    zonesShiftedAway: [...group.zonesShiftedAway],
    maintenancePolicy: maintenancePolicyOf(group),
    suspendedProcesses: suspendedOf(group),
  };
}

/** Whether a launch in the zone has failed, and the next attempt is still to come. */
export function isFailing({ failedZones }: Group, zone: string, nowMs: number): boolean {
  return (failedZones.get(zone) ?? 0) > nowMs;
}

/**
 * Without Terminate nothing unhealthy can be replaced either.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
function suspendedOf({ suspended }: Group): GroupSettings["suspendedProcesses"] {
  const own = (["Launch", "ReplaceUnhealthy", "AZRebalance"] as const).filter((process) =>
    suspended.has(process),
  );
  return suspended.has("Terminate") ? [...own, "ReplaceUnhealthy"] : own;
}

export function maintenancePolicyOf({ settings }: Group): MaintenancePolicy | undefined {
  const policy = inner(settings, "InstanceMaintenancePolicy");
  return policy["MinHealthyPercentage"] === undefined
    ? undefined
    : {
        minHealthyPercentage: Number(policy["MinHealthyPercentage"]),
        maxHealthyPercentage: Number(policy["MaxHealthyPercentage"]),
      };
}

/** How long after it is InService the status checks of an instance do not count. */
export function healthCheckGraceMs({ settings }: Group): number {
  return Number(settings["HealthCheckGracePeriod"] ?? 0) * 1_000;
}

/** How long an instance takes until it counts as ready. */
export function instanceWarmupSeconds({ settings }: Group): number {
  return Number(settings["DefaultInstanceWarmup"] ?? settings["HealthCheckGracePeriod"] ?? 0);
}

/** What the group launches in one of its subnets; of several instance types the first. */
export function launchOf(group: Group, subnetId: string): Launch {
  return {
    template: templateOf(group),
    subnetId,
    instanceType: overriddenTypes(group)[0],
    tags: [
      { Key: "aws:autoscaling:groupName", Value: group.name },
      ...listOf(group.settings["Tags"])
        .map((tag) => tag as Parameters)
        .filter((tag) => tag["PropagateAtLaunch"] === "true")
        .map((tag) => ({ Key: String(tag["Key"]), Value: String(tag["Value"] ?? "") })),
    ],
  };
}

export function templateOf({ settings }: Group): LaunchTemplateReference {
  const mixed = inner(inner(settings, "MixedInstancesPolicy"), "LaunchTemplate");
  const template = (settings["LaunchTemplate"] ??
    mixed["LaunchTemplateSpecification"]) as Parameters;
  return {
    id: template["LaunchTemplateId"] as string | undefined,
    name: template["LaunchTemplateName"] as string | undefined,
    version: String(template["Version"] ?? "$Default"),
  };
}

/** The instance types of a mixed instances policy, in order of preference. */
export function overriddenTypes({ settings }: Group): readonly string[] {
  const mixed = inner(inner(settings, "MixedInstancesPolicy"), "LaunchTemplate");
  return listOf(mixed["Overrides"]).flatMap((override) => {
    const type = (override as Parameters)["InstanceType"];
    return typeof type === "string" ? [type] : [];
  });
}

function inner(parameters: Parameters, name: string): Parameters {
  return (parameters[name] ?? {}) as Parameters;
}
