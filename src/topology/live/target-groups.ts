import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type TargetGroup as ElbTargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Knowable, unknown } from "../knowable";
import type { MinimumHealthy, TargetGroup } from "../model";
import type { AwsClients } from "./clients";
import { flag, numberOf } from "./values";

export async function readTargetGroups(
  { elb }: AwsClients,
  loadBalancerArn: string,
): Promise<TargetGroup[]> {
  const { TargetGroups = [] } = await elb.send(
    new DescribeTargetGroupsCommand({ LoadBalancerArn: loadBalancerArn }),
  );
  return Promise.all(
    TargetGroups.map(async (group) => {
      const { Attributes = [] } = await elb.send(
        new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group.TargetGroupArn }),
      );
      return targetGroup(group, new Map(Attributes.map(({ Key, Value }) => [Key ?? "", Value])));
    }),
  );
}

function targetGroup(
  group: ElbTargetGroup,
  attributes: ReadonlyMap<string, string | undefined>,
): TargetGroup {
  return {
    address: group.TargetGroupArn ?? "",
    targetType: group.TargetType ?? unknown("not told"),
    healthCheck: {
      enabled: group.HealthCheckEnabled ?? true,
      path: group.HealthCheckPath,
      matcher: group.Matcher?.HttpCode ?? unknown("not told"),
      intervalSeconds: numberOf(group.HealthCheckIntervalSeconds),
      timeoutSeconds: numberOf(group.HealthCheckTimeoutSeconds),
      healthyThreshold: numberOf(group.HealthyThresholdCount),
      unhealthyThreshold: numberOf(group.UnhealthyThresholdCount),
    },
    deregistrationDelaySeconds: numberOf(attributes.get("deregistration_delay.timeout_seconds")),
    slowStartSeconds: numberOf(attributes.get("slow_start.duration_seconds")),
    stickiness: flag(attributes.get("stickiness.enabled")),
    crossZone: crossZone(attributes.get("load_balancing.cross_zone.enabled")),
    unhealthyStateRouting: minimumHealthy(
      attributes,
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets",
    ),
    dnsFailover: minimumHealthy(
      attributes,
      "target_group_health.dns_failover.minimum_healthy_targets",
    ),
  };
}

/** An Application Load Balancer balances over zones unless its target group says otherwise. */
function crossZone(value: string | undefined): Knowable<boolean> {
  return value !== "false";
}

function minimumHealthy(
  attributes: ReadonlyMap<string, string | undefined>,
  prefix: string,
): MinimumHealthy {
  const percentage = attributes.get(`${prefix}.percentage`);
  return {
    count: countOf(attributes.get(`${prefix}.count`)),
    percentage: percentage === "off" ? "off" : numberOf(percentage),
  };
}

/** DNS failover may be `off`, which is no target at all. */
function countOf(value: string | undefined): Knowable<number> {
  return value === "off" ? 0 : numberOf(value);
}
