import type { GroupInstance } from "../../simulation/instance-group";
import { IMPAIRED_INSTANCE_REPLACED, STOPPED_INSTANCE_NOTICED } from "../../simulation/latencies";
import type { Parameters } from "../gateway/query-form";
import { sandboxLatencyMs } from "../latencies";
import { type Group, isPending, isTerminating, type Member } from "./group";
import { healthCheckGraceMs } from "./group-settings";

/** A member as the pass over its group sees it. */
export interface SeenMember extends GroupInstance {
  readonly member: Member;
}

export function seenAs(member: Member, group: Group, nowMs: number): SeenMember {
  const settled = isTerminating(member) ? "Terminating" : "InService";
  return {
    member,
    id: member.instance.id,
    zone: member.instance.zone,
    lifecycleState: isPending(member) ? "Pending" : settled,
    condition: healthOf(member, group, nowMs).condition,
    protectedFromScaleIn: member.protectedFromScaleIn,
  };
}

/** How the group finds a member, and the health check that says so. */
export interface Health {
  readonly condition: GroupInstance["condition"];
  readonly check?: "stopped" | "status checks" | "reported";
}

/**
 * A stopped or terminated instance counts at once, whatever the grace period; impaired status checks
 * only when they have lasted, and not within the grace period.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
 */
export function healthOf(member: Member, group: Group, nowMs: number): Health {
  const isChecked = !group.suspended.has("HealthCheck") && !isIgnored(member, group);
  if (isChecked && isNoticedGone(member, nowMs)) {
    return { condition: "gone", check: "stopped" };
  }
  if (member.reportedHealth === "Unhealthy") {
    return { condition: "unhealthy", check: "reported" };
  }
  return isChecked && isNoticedImpaired(member, group, nowMs)
    ? { condition: "unhealthy", check: "status checks" }
    : { condition: "healthy" };
}

function isNoticedGone({ instance }: Member, nowMs: number): boolean {
  const isGone = instance.state === "stopped" || instance.state === "terminated";
  return isGone && nowMs - instance.stateSinceMs >= sandboxLatencyMs(STOPPED_INSTANCE_NOTICED);
}

function isNoticedImpaired({ instance, inServiceSinceMs }: Member, group: Group, nowMs: number) {
  const since = instance.impairedSinceMs;
  const inGrace = nowMs - (inServiceSinceMs ?? nowMs) < healthCheckGraceMs(group);
  return (
    since !== undefined && !inGrace && nowMs - since >= sandboxLatencyMs(IMPAIRED_INSTANCE_REPLACED)
  );
}

/**
 * Under a zonal shift, a group may leave the unhealthy instances of the zone alone.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AvailabilityZoneImpairmentPolicy.html
 */
function isIgnored({ instance }: Member, { settings, zonesShiftedAway }: Group): boolean {
  const policy = (settings["AvailabilityZoneImpairmentPolicy"] ?? {}) as Parameters;
  return (
    zonesShiftedAway.has(instance.zone) &&
    policy["ImpairedZoneHealthCheckBehavior"] === "IgnoreUnhealthy"
  );
}
