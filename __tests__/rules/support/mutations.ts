import type { PlanDraft } from "./plan-draft";

// biome-ignore lint/suspicious/noExplicitAny: a mutation reaches deep into JSON of any shape
export type Attributes = Record<string, any>;

/** Terraform JSON of the demo environment, to be changed in one place. */
export interface Draft {
  /** The attributes of the one resource of a type whose name has a part. */
  resource(type: string, part?: string): Attributes;
  remove(type: string, part: string): void;
  add(type: string, name: string, attributes: Attributes): void;
  /** Leaves only the first of several subnets. */
  keepFirst(type: string, attribute: string): void;
  /** Takes a resource from those that another is told to wait for. */
  forget(type: string, part: string, dependency: string): void;
  /** Of which a plan tells nothing. */
  lifecycle(type: string, part?: string): Attributes;
}

export interface Mutation {
  /** The one rule that it breaks. */
  readonly rule: string;
  readonly change: (draft: Draft) => void;
}

/** A nested block, which a plan has as a list of one. */
export function block(attributes: Attributes, ...names: readonly string[]): Attributes {
  return names.reduce((outer, name) => {
    const inner = outer[name];
    return Array.isArray(inner) ? inner[0] : inner;
  }, attributes);
}

const SERVICE = "aws_ecs_service";
const GROUP = "aws_autoscaling_group";
const TARGETS = "aws_lb_target_group";
const ALARM = "aws_cloudwatch_metric_alarm";

const frontend = (draft: Draft) => draft.resource(SERVICE, "frontend");
const targets = (draft: Draft) => draft.resource(TARGETS, "frontend");
const provider = (draft: Draft) =>
  block(draft.resource("aws_ecs_capacity_provider"), "auto_scaling_group_provider");

/** What breaks one rule and no other, whether it is read from synthesized JSON or from a plan. */
export const mutations: readonly Mutation[] = [
  {
    rule: "HA-NET-01",
    change: (draft) => {
      draft.resource("aws_subnet", "public-2")["availability_zone"] = "eu-north-1a";
    },
  },
  {
    rule: "HA-NET-02",
    change: (draft) => {
      const route = draft.resource("aws_route", "public-2");
      delete route["gateway_id"];
      route["nat_gateway_id"] = "nat-0123456789abcdef0";
    },
  },
  {
    rule: "HA-NET-03",
    change: (draft) => {
      draft.resource("aws_subnet", "public-2")["cidr_block"] = "10.0.1.128/25";
    },
  },
  {
    // The instances move to private subnets behind one NAT gateway.
    rule: "HA-NET-04",
    change: (draft) => {
      const { vpc_id } = draft.resource("aws_subnet", "public-2");
      for (const [index, zone] of ["a", "b"].entries()) {
        draft.add("aws_subnet", `private-${zone}`, {
          id: `subnet-${zone}`,
          vpc_id,
          availability_zone: `eu-north-1${zone}`,
          cidr_block: `10.0.${100 + index}.0/24`,
        });
        draft.add("aws_route_table_association", `private-${zone}`, {
          subnet_id: `subnet-${zone}`,
          route_table_id: "rtb-private",
        });
      }
      draft.add("aws_subnet", "nat", {
        id: "subnet-nat",
        vpc_id,
        availability_zone: "eu-north-1a",
        cidr_block: "10.0.102.0/24",
      });
      draft.add("aws_route_table_association", "nat", {
        subnet_id: "subnet-nat",
        route_table_id: "rtb-nat",
      });
      const out = [{ cidr_block: "0.0.0.0/0", gateway_id: "igw-0123456789abcdef0" }];
      draft.add("aws_route_table", "nat", { id: "rtb-nat", vpc_id, route: out });
      draft.add("aws_nat_gateway", "only", { id: "nat-only", subnet_id: "subnet-nat" });
      const route = [{ cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-only" }];
      draft.add("aws_route_table", "private", { id: "rtb-private", vpc_id, route });
      draft.resource(GROUP)["vpc_zone_identifier"] = ["subnet-a", "subnet-b"];
    },
  },
  { rule: "HA-LB-01", change: (draft) => draft.keepFirst("aws_lb", "subnets") },
  {
    rule: "HA-LB-02",
    change: (draft) => {
      draft.resource("aws_vpc_security_group_ingress_rule", "dynamic-ports")["to_port"] = 60_998;
    },
  },
  {
    rule: "HA-LB-03",
    change: (draft) => {
      draft.resource("aws_lb")["enable_zonal_shift"] = false;
    },
  },
  {
    rule: "HA-LB-04",
    change: (draft) => {
      // The target group that it forwarded to still stands in what a plan tells.
      const [action] = draft.resource("aws_lb_listener")["default_action"];
      Object.assign(action, { type: "fixed-response", fixed_response: [{ status_code: "503" }] });
    },
  },
  {
    rule: "HA-TG-01",
    change: (draft) => {
      targets(draft)["load_balancing_cross_zone_enabled"] = "false";
    },
  },
  {
    rule: "HA-TG-02",
    change: (draft) => {
      block(targets(draft), "stickiness")["enabled"] = true;
    },
  },
  {
    rule: "HA-TG-03",
    change: (draft) => {
      const routing = block(targets(draft), "target_group_health", "unhealthy_state_routing");
      routing["minimum_healthy_targets_percentage"] = "51";
    },
  },
  {
    rule: "HA-TG-04",
    change: (draft) => {
      block(targets(draft), "health_check")["timeout"] = 5;
    },
  },
  {
    rule: "HA-TG-05",
    change: (draft) => {
      // 30 s of intervals, and the timeout of the last check.
      block(targets(draft), "health_check")["interval"] = 15;
    },
  },
  {
    rule: "HA-TG-06",
    change: (draft) => {
      delete block(targets(draft), "health_check")["path"];
    },
  },
  {
    rule: "HA-TG-07",
    change: (draft) => {
      targets(draft)["deregistration_delay"] = "61";
    },
  },
  { rule: "HA-CAP-01", change: (draft) => draft.keepFirst(GROUP, "vpc_zone_identifier") },
  {
    rule: "HA-CAP-02",
    change: (draft) => {
      draft.resource(GROUP)["min_size"] = 1;
    },
  },
  {
    // 4 tasks of 256 MiB that may become 16: more than two instances hold.
    rule: "HA-CAP-03",
    change: (draft) => {
      draft.resource(GROUP)["max_size"] = 2;
      for (const name of ["frontend", "backend"]) {
        draft.resource(SERVICE, name)["deployment_maximum_percent"] = 400;
      }
    },
  },
  {
    rule: "HA-CAP-05",
    change: (draft) => {
      const group = draft.resource(GROUP);
      group["mixed_instances_policy"] = [
        {
          instances_distribution: [
            { on_demand_base_capacity: 0, on_demand_percentage_above_base_capacity: 0 },
          ],
          launch_template: [
            {
              launch_template_specification: [
                {
                  launch_template_id: block(group, "launch_template")["id"],
                  version: "1",
                },
              ],
              override: [{ instance_type: "t3.small" }],
            },
          ],
        },
      ];
      delete group["launch_template"];
    },
  },
  {
    rule: "HA-CAP-06",
    change: (draft) => {
      draft.resource(GROUP)["protect_from_scale_in"] = false;
    },
  },
  {
    rule: "HA-CAP-07",
    change: (draft) => {
      provider(draft)["managed_draining"] = "DISABLED";
    },
  },
  {
    rule: "HA-CAP-08",
    change: (draft) => {
      const distribution = block(draft.resource(GROUP), "availability_zone_distribution");
      distribution["capacity_distribution_strategy"] = "balanced-only";
    },
  },
  {
    rule: "HA-CAP-09",
    change: (draft) => {
      draft.resource(GROUP)["suspended_processes"] = ["AZRebalance"];
    },
  },
  {
    rule: "HA-CAP-10",
    change: (draft) => {
      const group = draft.resource(GROUP);
      group["tag"] = group["tag"].filter((tag: { key: string }) => tag.key !== "AmazonECSManaged");
    },
  },
  {
    rule: "HA-CAP-11",
    change: (draft) => {
      block(draft.resource(GROUP), "launch_template")["version"] = "$Latest";
    },
  },
  {
    rule: "HA-SVC-01",
    change: (draft) => {
      frontend(draft)["desired_count"] = 1;
    },
  },
  {
    rule: "HA-SVC-03",
    change: (draft) => {
      frontend(draft)["ordered_placement_strategy"].reverse();
    },
  },
  {
    rule: "HA-SVC-04",
    change: (draft) => {
      frontend(draft)["availability_zone_rebalancing"] = "DISABLED";
    },
  },
  {
    rule: "HA-SVC-05",
    change: (draft) => {
      frontend(draft)["deployment_minimum_healthy_percent"] = 50;
    },
  },
  {
    rule: "HA-SVC-06",
    change: (draft) => {
      block(frontend(draft), "deployment_circuit_breaker")["rollback"] = false;
    },
  },
  {
    rule: "HA-SVC-07",
    change: (draft) => {
      frontend(draft)["health_check_grace_period_seconds"] = 0;
    },
  },
  {
    rule: "HA-SVC-08",
    change: (draft) => {
      frontend(draft)["capacity_provider_strategy"] = [];
      frontend(draft)["launch_type"] = "EC2";
    },
  },
  {
    rule: "HA-SVC-02",
    change: (draft) => {
      draft.add("aws_appautoscaling_target", "frontend", {
        service_namespace: "ecs",
        scalable_dimension: "ecs:service:DesiredCount",
        resource_id: "service/taskmanager-cluster/taskmanager-demo-frontend",
        min_capacity: 1,
        max_capacity: 2,
      });
      draft.lifecycle(SERVICE, "frontend")["ignore_changes"] = ["desired_count"];
    },
  },
  {
    // The port is open and the group may grow, but of two tasks with one port one has no survivor.
    rule: "HA-SVC-09",
    change: (draft) => {
      const definition = draft.resource("aws_ecs_task_definition", "frontend");
      const [container] = JSON.parse(definition["container_definitions"]);
      container.portMappings[0].hostPort = 80;
      definition["container_definitions"] = JSON.stringify([container]);
      draft.resource(GROUP)["max_size"] = 8;
      for (const direction of ["ingress", "egress"]) {
        draft.resource(`aws_vpc_security_group_${direction}_rule`, "dynamic-ports")["from_port"] =
          80;
      }
    },
  },
  {
    rule: "HA-SVC-10",
    change: (draft) => {
      const definition = draft.resource("aws_ecs_task_definition", "frontend");
      definition["volume"] = [{ name: "uploads", host_path: "/var/uploads" }];
    },
  },
  {
    rule: "HA-SVC-11",
    change: (draft) => draft.forget(SERVICE, "frontend", "aws_ecs_cluster_capacity_providers"),
  },
  {
    rule: "HA-SVC-13",
    change: (draft) => {
      frontend(draft)["capacity_provider_strategy"].push({
        capacity_provider: "FARGATE",
        weight: 1,
      });
    },
  },
  {
    rule: "HA-OPS-02",
    change: (draft) => draft.remove(ALARM, "frontend_running-tasks"),
  },
  {
    rule: "HA-OPS-03",
    change: (draft) => {
      draft.resource(ALARM, "load-balancer-errors")["actions_enabled"] = false;
    },
  },
  {
    rule: "HA-OPS-01",
    change: (draft) => draft.remove(ALARM, "frontend_alarms_healthy-targets-2"),
  },
];

/** What synthesized JSON alone tells. */
export const mutationsOfConfiguration: readonly Mutation[] = [
  {
    rule: "HA-SVC-12",
    change: (draft) => {
      draft.lifecycle(SERVICE, "frontend")["ignore_changes"] = ["desired_count"];
    },
  },
  {
    rule: "HA-OPS-04",
    change: (draft) => {
      draft.resource("aws_lb")["enable_deletion_protection"] = true;
    },
  },
  {
    rule: "HA-OPS-07",
    change: (draft) => {
      draft.resource("aws_ecs_cluster_capacity_providers")["capacity_providers"].push("FARGATE");
    },
  },
];

/** What a plan alone tells. */
export const mutationsOfPlan: readonly {
  readonly rule: string;
  readonly change: (draft: PlanDraft) => void;
}[] = [
  {
    rule: "HA-CAP-04",
    change: (draft) => {
      draft.resource("aws_ec2_instance_type_offerings")["locations"] = ["eu-north-1a"];
    },
  },
  {
    rule: "HA-OPS-05",
    change: (draft) => {
      const replaced = draft.change("aws_subnet", "public-2");
      Object.assign(replaced, { actions: ["create", "delete"], before: replaced["after"] });
    },
  },
  {
    // No part of the service is to stand in it any more, but one does before the apply.
    rule: "HA-OPS-05",
    change: (draft) => {
      const id = "subnet-0fedcba9876543210";
      draft.destroy("aws_subnet", "retired", { id, availability_zone: "eu-north-1b" });
      const loadBalancer = draft.change("aws_lb");
      Object.assign(loadBalancer, {
        actions: ["update"],
        before: { ...loadBalancer["after"], subnets: [id] },
      });
    },
  },
  {
    rule: "HA-OPS-06",
    change: (draft) => {
      const association = draft.change("aws_ecs_cluster_capacity_providers");
      const before = { ...association["after"], capacity_providers: ["FARGATE"] };
      Object.assign(association, { actions: ["update"], before });
    },
  },
];
