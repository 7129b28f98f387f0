import type { HealthCheckSettings } from "../../behaviour/health-check";
import { isKnown, isUnknown, type Knowable } from "../../topology/knowable";
import type { LoadBalancer, MinimumHealthy, TargetGroup, Topology } from "../../topology/model";
import { entrancesOf } from "../../topology/relations/forwarding";
import type { LoadBalancerPlan, TargetGroupPlan } from "../deployment";
import { type MinimumHealthyTargets, ONE_HEALTHY_TARGET } from "../target-selection";
import type { Findings } from "./findings";
import { zonesOf } from "./zones";

export function loadBalancerPlan(
  topology: Topology,
  { address, subnets, zonalShift }: LoadBalancer,
  findings: Findings,
): LoadBalancerPlan {
  return {
    name: address,
    zones: zonesOf(topology, findings.known(subnets, address, "its subnets", []), findings),
    zonalShift: isKnown(zonalShift) ? zonalShift : undefined,
  };
}

/** A load balancer by which requests get to one of the target groups, where one forwards to any. */
export function loadBalancerBefore(
  { loadBalancers }: Topology,
  targetGroups: readonly string[],
): Knowable<LoadBalancer | undefined> {
  const entrances = loadBalancers.flatMap(entrancesOf);
  const surely = entrances.find(
    (each) =>
      isKnown(each.targetGroups) && each.targetGroups.some((group) => targetGroups.includes(group)),
  );
  return surely?.loadBalancer ?? entrances.map((each) => each.targetGroups).find(isUnknown);
}

/** @param loadBalancer position in the deployment */
export function targetGroupPlan(
  group: TargetGroup,
  loadBalancer: number,
  findings: Findings,
): TargetGroupPlan {
  const seconds = (value: Knowable<number>, name: string) =>
    1_000 * findings.known(value, group.address, name, 0);
  return {
    name: group.address,
    loadBalancer,
    healthCheck: healthCheckOf(group, findings),
    deregistrationDelayMs: seconds(group.deregistrationDelaySeconds, "its deregistration delay"),
    routing: {
      crossZone: findings.known(group.crossZone, group.address, "cross-zone load balancing", true),
      minimumHealthyTargets: minimumOf(
        group.unhealthyStateRouting,
        group.address,
        "unhealthy-state routing",
        findings,
      ),
    },
    dnsFailover: minimumOf(group.dnsFailover, group.address, "DNS failover", findings),
  };
}

function healthCheckOf({ address, healthCheck }: TargetGroup, findings: Findings) {
  const number = (value: Knowable<number>, name: string) =>
    findings.known(value, address, `the health check's ${name}`, 0);
  const settings: HealthCheckSettings = {
    intervalMs: 1_000 * number(healthCheck.intervalSeconds, "interval"),
    timeoutMs: 1_000 * number(healthCheck.timeoutSeconds, "timeout"),
    healthyThreshold: number(healthCheck.healthyThreshold, "healthy threshold"),
    unhealthyThreshold: number(healthCheck.unhealthyThreshold, "unhealthy threshold"),
  };
  if (!findings.known(healthCheck.enabled, address, "whether the health check is on", true)) {
    findings.miss(`${address}: the health check is off, which AWS refuses for instances and tasks`);
  }
  if (settings.timeoutMs > 0 && settings.timeoutMs >= settings.intervalMs) {
    findings.miss(
      `${address}: a timeout of ${settings.timeoutMs / 1_000} s is not below the interval of ${settings.intervalMs / 1_000} s, which AWS refuses`,
    );
  }
  return settings;
}

function minimumOf(
  { count, percentage }: MinimumHealthy,
  subject: string,
  name: string,
  findings: Findings,
): MinimumHealthyTargets {
  return {
    count: findings.known(count, subject, `the least healthy count of ${name}`, 1),
    percentage: findings.known(
      percentage,
      subject,
      `the least healthy percentage of ${name}`,
      ONE_HEALTHY_TARGET.percentage,
    ),
  };
}
