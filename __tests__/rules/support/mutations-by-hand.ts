import { block, type Mutation, mutations, mutationsOfPlan } from "./mutations";

const inFrontend = (name: string) =>
  `module.service["frontend"].aws_cloudwatch_metric_alarm.${name}`;

/** How the configuration that is written by hand calls what the mutations name. */
export const NAMES_BY_HAND = {
  frontend: 'module.service["frontend"]',
  backend: 'module.service["backend"]',
  "public-2": "public[0]",
  network_existing: "data.aws_subnet.existing[",
  "frontend_running-tasks": inFrontend("running_tasks"),
  "frontend_alarms_healthy-targets-2": inFrontend('healthy_targets["eu-north-1b"]'),
  "load-balancer-errors": inFrontend("running_tasks"),
};

/** What is spelled in other resources and blocks there. */
const spelledOtherwise: readonly Mutation[] = [
  {
    rule: "HA-NET-02",
    change: (draft) => {
      const route = block(draft.resource("aws_route_table", "public"), "route");
      Object.assign(route, { gateway_id: "", nat_gateway_id: "nat-0123456789abcdef0" });
    },
  },
  {
    rule: "HA-LB-02",
    change: (draft) => {
      block(draft.resource("aws_security_group", "instances"), "ingress")["to_port"] = 60_998;
    },
  },
  {
    // A rule takes every request before the default action, which forwards to the same.
    rule: "HA-LB-04",
    change: (draft) => {
      const action = block(draft.resource("aws_lb_listener_rule", "frontend"), "action");
      Object.assign(action, { type: "fixed-response", fixed_response: [{ status_code: "503" }] });
    },
  },
  {
    rule: "HA-TG-02",
    change: (draft) => {
      draft.resource("aws_lb_target_group", "frontend")["stickiness"] = [
        { enabled: true, type: "lb_cookie" },
      ];
    },
  },
  {
    rule: "HA-TG-03",
    change: (draft) => {
      draft.resource("aws_lb_target_group", "frontend")["target_group_health"] = [
        {
          unhealthy_state_routing: [
            {
              minimum_healthy_targets_count: 1,
              minimum_healthy_targets_percentage: "51",
            },
          ],
        },
      ];
    },
  },
  {
    rule: "HA-SVC-09",
    change: (draft) => {
      const definition = draft.resource("aws_ecs_task_definition", "frontend");
      const [container] = JSON.parse(definition["container_definitions"]);
      container.portMappings[0].hostPort = 80;
      definition["container_definitions"] = JSON.stringify([container]);
      draft.resource("aws_autoscaling_group")["max_size"] = 8;
      draft.resource("aws_security_group_rule", "to_instances")["from_port"] = 80;
      block(draft.resource("aws_security_group", "instances"), "ingress")["from_port"] = 80;
    },
  },
  {
    rule: "HA-SVC-11",
    change: (draft) => draft.forget("aws_ecs_service", "frontend", "aws_lb_listener_rule"),
  },
];

/** That configuration looks up no instance type offerings. */
const NOT_LOOKED_UP = "HA-CAP-04";

export const mutationsByHand = [
  ...spelledOtherwise,
  ...[...mutations, ...mutationsOfPlan].filter(
    ({ rule }) => rule !== NOT_LOOKED_UP && spelledOtherwise.every((other) => other.rule !== rule),
  ),
];
