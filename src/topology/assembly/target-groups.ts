import { isUnknown, type Knowable, type Unknown, unknown } from "../knowable";
import type { HealthCheck, MinimumHealthy, TargetGroup } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { known, TARGET_GROUP, toldBlock } from "./identity";

/**
 * Every target group that is created, and those that a service uses besides.
 *
 * @param used addresses, or the ARNs of those that are in no part of the configuration
 */
export function targetGroupsOf(graph: Graph, used: ReadonlySet<string>): readonly TargetGroup[] {
  const managed = graph.managed(TARGET_GROUP);
  const created = new Set(managed.map(({ address }) => address));
  const others = [...used].filter((address) => !created.has(address));
  return [
    ...managed.map((resource) => targetGroupOf(resource.address, Block.of(resource, graph))),
    ...others.map((address) => {
      const lookup = graph.get(address);
      const block = lookup
        ? toldBlock(lookup, graph)
        : unknown("the target group is named by its ARN, and not looked up");
      return isUnknown(block) ? targetGroupUnknown(address, block) : targetGroupOf(address, block);
    }),
  ];
}

function targetGroupOf(address: string, block: Block): TargetGroup {
  return {
    address,
    targetType: block.text("target_type"),
    healthCheck: healthCheckOf(block),
    deregistrationDelaySeconds: block.number("deregistration_delay"),
    slowStartSeconds: block.number("slow_start"),
    stickiness: known(
      block.block("stickiness"),
      (stickiness) => stickiness?.flag("enabled") ?? false,
    ),
    crossZone: known(
      block.text("load_balancing_cross_zone_enabled"),
      // A load balancer of the application kind has it on.
      (written) => written === "true" || written === "use_load_balancer_configuration",
    ),
    unhealthyStateRouting: minimumHealthyOf(block, "unhealthy_state_routing"),
    dnsFailover: minimumHealthyOf(block, "dns_failover"),
  };
}

/** One of which nothing is known but that a service uses it. */
function targetGroupUnknown(address: string, why: Unknown): TargetGroup {
  return {
    address,
    targetType: why,
    healthCheck: {
      enabled: why,
      path: why,
      matcher: why,
      intervalSeconds: why,
      timeoutSeconds: why,
      healthyThreshold: why,
      unhealthyThreshold: why,
    },
    deregistrationDelaySeconds: why,
    slowStartSeconds: why,
    stickiness: why,
    crossZone: why,
    unhealthyStateRouting: { count: why, percentage: why },
    dnsFailover: { count: why, percentage: why },
  };
}

/**
 * What AWS puts where the whole block is left out; in a block, the provider puts its own.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const HEALTH_CHECK_OF_AWS: HealthCheck = {
  enabled: true,
  path: undefined,
  matcher: "200",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
};

function healthCheckOf(group: Block): HealthCheck {
  const check = group.block("health_check");
  if (check === undefined) {
    return HEALTH_CHECK_OF_AWS;
  }
  const read = <T>(get: (block: Block) => Knowable<T>): Knowable<T> =>
    isUnknown(check) ? check : get(check);
  return {
    enabled: read((block) => block.flag("enabled")),
    path: read((block) => block.optionalText("path")),
    matcher: read((block) => block.text("matcher")),
    intervalSeconds: read((block) => block.number("interval")),
    timeoutSeconds: read((block) => block.number("timeout")),
    healthyThreshold: read((block) => block.number("healthy_threshold")),
    unhealthyThreshold: read((block) => block.number("unhealthy_threshold")),
  };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html */
const MINIMUM_HEALTHY_OF_AWS: MinimumHealthy = { count: 1, percentage: "off" };

function minimumHealthyOf(group: Block, name: string): MinimumHealthy {
  const block = known(group.block("target_group_health"), (health) => health?.block(name));
  if (block === undefined) {
    return MINIMUM_HEALTHY_OF_AWS;
  }
  if (isUnknown(block)) {
    return { count: block, percentage: block };
  }
  return {
    count: limitOf(block.text("minimum_healthy_targets_count"), 0),
    percentage: limitOf(block.text("minimum_healthy_targets_percentage"), "off"),
  };
}

function limitOf<T>(written: Knowable<string>, off: T): Knowable<number | T> {
  return known(written, (text): Knowable<number | T> => {
    if (text === "off") {
      return off;
    }
    return Number.isNaN(Number(text)) ? unknown(`"${text}" is no number`) : Number(text);
  });
}
