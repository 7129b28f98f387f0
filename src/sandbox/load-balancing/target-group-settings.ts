import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { HealthCheckSettings } from "../../behaviour/health-check";
import { type MinimumHealthyTargets, ONE_HEALTHY_TARGET } from "../../simulation/target-selection";
import type { Store } from "../store";

/** How a target group checks and chooses its targets, as the store has it. */
export interface TargetGroupSettings {
  readonly arn: string;
  readonly name: string;
  readonly targetType: "instance" | "ip";
  readonly scheme: Scheme;
  /** Of targets that are registered without one. */
  readonly port: number;
  readonly check: CheckSettings;
  readonly crossZone: boolean;
  readonly algorithm: "round_robin" | "least_outstanding_requests" | "weighted_random";
  /** 0: off. */
  readonly slowStartMs: number;
  /** How long a client stays with its target; undefined: not at all. */
  readonly stickinessMs: number | undefined;
  readonly deregistrationDelayMs: number;
  /** Below it a node sends to unhealthy targets too. */
  readonly routingMinimum: MinimumHealthyTargets;
  /** Below it a node leaves the load balancer's DNS name. */
  readonly dnsMinimum: MinimumHealthyTargets;
}

export interface CheckSettings extends HealthCheckSettings {
  readonly scheme: Scheme;
  readonly port: number | "traffic-port";
  readonly path: string;
  /** Such as `200-299,301`. */
  readonly matcher: string;
}

export type Scheme = "http" | "https";

export async function readTargetGroup(store: Store, arn: string): Promise<TargetGroupSettings> {
  const [{ TargetGroups }, { Attributes }] = await Promise.all([
    store.elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })),
    store.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn })),
  ]);
  const values = new Map((Attributes ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  return settingsOf(arn, TargetGroups?.[0] ?? {}, values);
}

/**
 * Defaults are the API's own.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export function settingsOf(
  arn: string,
  group: TargetGroup,
  attributes: ReadonlyMap<string, string>,
): TargetGroupSettings {
  const seconds = (name: string, standard: number) =>
    Number(attributes.get(name) ?? standard) * 1_000;
  const sticky =
    attributes.get("stickiness.enabled") === "true" &&
    attributes.get("stickiness.type") === "lb_cookie";
  return {
    arn,
    name: group.TargetGroupName ?? arn,
    targetType: group.TargetType === "ip" ? "ip" : "instance",
    scheme: schemeOf(group.Protocol),
    port: group.Port ?? 80,
    check: checkOf(group),
    // "use_load_balancer_configuration" is on for an Application Load Balancer.
    crossZone: attributes.get("load_balancing.cross_zone.enabled") !== "false",
    algorithm: (attributes.get("load_balancing.algorithm.type") ??
      "round_robin") as TargetGroupSettings["algorithm"],
    slowStartMs: seconds("slow_start.duration_seconds", 0),
    stickinessMs: sticky ? seconds("stickiness.lb_cookie.duration_seconds", 86_400) : undefined,
    deregistrationDelayMs: seconds("deregistration_delay.timeout_seconds", 300),
    routingMinimum: minimumOf(attributes, "unhealthy_state_routing"),
    dnsMinimum: minimumOf(attributes, "dns_failover"),
  };
}

function checkOf(group: TargetGroup): CheckSettings {
  const port = group.HealthCheckPort ?? "traffic-port";
  return {
    scheme: schemeOf(group.HealthCheckProtocol),
    port: port === "traffic-port" ? port : Number(port),
    path: group.HealthCheckPath ?? "/",
    matcher: group.Matcher?.HttpCode ?? "200",
    intervalMs: (group.HealthCheckIntervalSeconds ?? 30) * 1_000,
    timeoutMs: (group.HealthCheckTimeoutSeconds ?? 5) * 1_000,
    healthyThreshold: group.HealthyThresholdCount ?? 5,
    unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
  };
}

function schemeOf(protocol: string | undefined): Scheme {
  return protocol === "HTTPS" ? "https" : "http";
}

function minimumOf(
  attributes: ReadonlyMap<string, string>,
  setting: "unhealthy_state_routing" | "dns_failover",
): MinimumHealthyTargets {
  const minimum = (name: string) =>
    attributes.get(`target_group_health.${setting}.minimum_healthy_targets.${name}`);
  const count = minimum("count") ?? String(ONE_HEALTHY_TARGET.count);
  const percentage = minimum("percentage") ?? "off";
  return {
    // Off, which DNS failover alone may be: any number is enough.
    count: count === "off" ? 0 : Number(count),
    percentage: percentage === "off" ? "off" : Number(percentage),
  };
}
