import { UNKNOWN } from "../changes/property";
import { alarmWeakenings } from "./alarm-weakenings";
import { ingressRuleOpenings, securityGroupOpenings, securityGroupRuleOpenings } from "./openings";
import { forwardingEnds, portMoves, shadowingRule } from "./ways/listeners";
import { everythingDenied, subnetsClosed } from "./ways/network-acls";
import { publicAddressesEnd } from "./ways/public-addresses";
import { registrationChanges } from "./ways/registrations";
import { userDataChanges } from "./ways/user-data";
import { everyRequestBlocked } from "./ways/web-acl";
import {
  all,
  becomes,
  changes,
  type Detector,
  gains,
  grows,
  leaves,
  loses,
  shrinks,
} from "./weakenings";

const slowerDetection = "a dead target is found later";
const otherTest = "a target is tested by something else";
const failsOpen = "requests may go to unhealthy targets after a zone is lost";

/** 0 stands for logs that are kept for ever. */
const keepsLogsShorter: Detector = (before, after) => {
  const { retention_in_days: days } = after;
  if (!before || days === UNKNOWN) {
    return [];
  }
  const kept = (value: unknown) => Number(value || Number.POSITIVE_INFINITY);
  return kept(days) < kept(before["retention_in_days"])
    ? [{ what: "older logs are deleted", paths: [["retention_in_days"]] }]
    : [];
};

const WATCHED: Readonly<Record<string, Detector>> = {
  aws_autoscaling_group: all(
    shrinks("min_size", "fewer instances are kept"),
    shrinks("max_size", "fewer instances may be added"),
    shrinks("desired_capacity", "instances are taken away"),
    loses("vpc_zone_identifier", "instances are launched in fewer subnets"),
    loses("availability_zones", "instances are launched in fewer zones"),
    gains("suspended_processes", "processes that replace or launch instances may stand still"),
    leaves("protect_from_scale_in", true, "instances with tasks may be taken away"),
    becomes("force_delete", true, "the group may go without draining its instances"),
    shrinks(
      "instance_maintenance_policy.0.min_healthy_percentage",
      "more instances may be missing at a time",
    ),
  ),
  aws_appautoscaling_target: all(
    shrinks("min_capacity", "fewer tasks are kept"),
    shrinks("max_capacity", "fewer tasks may be added"),
  ),
  aws_cloudwatch_log_group: keepsLogsShorter,
  aws_default_network_acl: subnetsClosed,
  aws_ecs_service: all(
    registrationChanges,
    shrinks("desired_count", "fewer tasks are kept"),
    shrinks("deployment_minimum_healthy_percent", "a deployment may stop more tasks at a time"),
    shrinks("deployment_maximum_percent", "a deployment may start fewer tasks at a time"),
    leaves(
      "availability_zone_rebalancing",
      "ENABLED",
      "tasks stay in one zone after another was lost",
    ),
    leaves("deployment_circuit_breaker.0.enable", true, "a failing deployment goes on"),
    leaves("deployment_circuit_breaker.0.rollback", true, "a failing deployment is not taken back"),
    changes("ordered_placement_strategy.0.field", "tasks are placed by something else first"),
  ),
  aws_ecs_capacity_provider: all(
    leaves(
      "auto_scaling_group_provider.0.managed_draining",
      "ENABLED",
      "an instance that goes takes its tasks with it",
    ),
    leaves(
      "auto_scaling_group_provider.0.managed_termination_protection",
      "ENABLED",
      "instances with tasks may be taken away",
    ),
    leaves(
      "auto_scaling_group_provider.0.managed_scaling.0.status",
      "ENABLED",
      "no instances are added for tasks that wait",
    ),
  ),
  aws_ecs_cluster_capacity_providers: loses(
    "capacity_providers",
    "services on a provider that is taken away have nowhere to run",
  ),
  aws_launch_template: userDataChanges,
  aws_lb: all(
    loses("subnets", "the load balancer has a node in fewer subnets"),
    leaves("enable_deletion_protection", true, "the load balancer may be deleted"),
    leaves("enable_zonal_shift", true, "an impaired zone can no longer be shifted away from"),
  ),
  aws_lb_listener: all(portMoves, forwardingEnds("default_action")),
  aws_lb_listener_rule: all(forwardingEnds("action"), shadowingRule),
  aws_lb_target_group: all(
    grows("health_check.0.interval", slowerDetection),
    grows("health_check.0.timeout", slowerDetection),
    grows("health_check.0.unhealthy_threshold", slowerDetection),
    grows("health_check.0.healthy_threshold", "a target gets requests later"),
    leaves("health_check.0.enabled", true, "dead targets are not found"),
    changes("health_check.0.matcher", otherTest),
    changes("health_check.0.path", otherTest),
    changes("health_check.0.port", otherTest),
    changes("health_check.0.protocol", otherTest),
    becomes("stickiness.0.enabled", true, "clients stay with one target"),
    becomes("load_balancing_cross_zone_enabled", "false", "a zone's requests stay in the zone"),
    grows(
      "target_group_health.0.unhealthy_state_routing.0.minimum_healthy_targets_count",
      failsOpen,
    ),
    changes(
      "target_group_health.0.unhealthy_state_routing.0.minimum_healthy_targets_percentage",
      failsOpen,
    ),
  ),
  aws_cloudwatch_metric_alarm: alarmWeakenings,
  aws_network_acl: subnetsClosed,
  aws_network_acl_rule: everythingDenied,
  aws_security_group: securityGroupOpenings,
  aws_security_group_rule: securityGroupRuleOpenings,
  aws_vpc_security_group_ingress_rule: ingressRuleOpenings,
  aws_s3_bucket: becomes("force_destroy", true, "the bucket may be deleted with what it holds"),
  aws_subnet: publicAddressesEnd,
  aws_s3_bucket_public_access_block: all(
    ...[
      "block_public_acls",
      "block_public_policy",
      "ignore_public_acls",
      "restrict_public_buckets",
    ].map((attribute) => leaves(attribute, true, "the bucket may be opened to everybody")),
  ),
  aws_wafv2_web_acl: everyRequestBlocked,
  aws_s3_bucket_versioning: leaves(
    "versioning_configuration.0.status",
    "Enabled",
    "what is overwritten or deleted cannot be had back",
  ),
};

/** What is watched, by type of resource. */
export const DETECTORS: ReadonlyMap<string, Detector> = new Map(Object.entries(WATCHED));
