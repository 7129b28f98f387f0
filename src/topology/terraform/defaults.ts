import type { Value } from "./value";

/**
 * What AWS or the provider puts where an argument is left out, as both document it. An argument that
 * is not listed here has no default, or one that depends on more than the argument.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  aws_lb: {
    internal: false,
    load_balancer_type: "application",
    enable_deletion_protection: false,
    enable_zonal_shift: false,
    idle_timeout: 60,
  },
  aws_subnet: { map_public_ip_on_launch: false },
  aws_default_subnet: { map_public_ip_on_launch: true },
  aws_lb_target_group: {
    target_type: "instance",
    deregistration_delay: 300,
    slow_start: 0,
    load_balancing_cross_zone_enabled: "use_load_balancer_configuration",
    "stickiness.enabled": true,
    "health_check.enabled": true,
    "health_check.interval": 30,
    "health_check.healthy_threshold": 3,
    "health_check.unhealthy_threshold": 3,
    // The provider documents 6 for HTTP; it sends none, and what AWS documents differs by page.
    "health_check.timeout": 6,
    "health_check.matcher": "200",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets_count": 1,
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets_percentage": "off",
    "target_group_health.dns_failover.minimum_healthy_targets_count": "off",
    "target_group_health.dns_failover.minimum_healthy_targets_percentage": "off",
  },
  aws_lb_listener: { protocol: "HTTP" },
  aws_autoscaling_group: {
    protect_from_scale_in: false,
    "availability_zone_distribution.capacity_distribution_strategy": "balanced-best-effort",
    "instance_refresh.preferences.scale_in_protected_instances": "Ignore",
    "launch_template.version": "$Default",
    "mixed_instances_policy.launch_template.launch_template_specification.version": "$Default",
    "mixed_instances_policy.instances_distribution.on_demand_base_capacity": 0,
    "mixed_instances_policy.instances_distribution.on_demand_percentage_above_base_capacity": 100,
  },
  aws_ecs_capacity_provider: {
    "auto_scaling_group_provider.managed_draining": "ENABLED",
    "auto_scaling_group_provider.managed_termination_protection": "DISABLED",
    "auto_scaling_group_provider.managed_scaling.status": "DISABLED",
    "auto_scaling_group_provider.managed_scaling.target_capacity": 100,
    "auto_scaling_group_provider.managed_scaling.minimum_scaling_step_size": 1,
    "auto_scaling_group_provider.managed_scaling.maximum_scaling_step_size": 10_000,
    "auto_scaling_group_provider.managed_scaling.instance_warmup_period": 300,
  },
  aws_ecs_service: {
    cluster: "default",
    scheduling_strategy: "REPLICA",
    desired_count: 0,
    deployment_minimum_healthy_percent: 100,
    deployment_maximum_percent: 200,
    "deployment_circuit_breaker.enable": false,
    "deployment_circuit_breaker.rollback": false,
  },
  aws_ecs_task_definition: { network_mode: "bridge" },
  aws_cloudwatch_metric_alarm: { treat_missing_data: "missing", actions_enabled: true },
};

/** @param path of the argument in its blocks, such as `health_check.interval` */
export function defaultOf(type: string, path: string): Value | undefined {
  const ofType = Object.hasOwn(DEFAULTS, type) ? DEFAULTS[type] : undefined;
  return ofType && Object.hasOwn(ofType, path) ? ofType[path] : undefined;
}
