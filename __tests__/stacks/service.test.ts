import { describe, expect, it } from "vitest";
import { backend, frontend, ownTaskDefinition } from "../support/environments";
import { synthesize } from "../support/synth";

const { ha } = synthesize();
const service = ha.resource("aws_ecs_service", "service-backend_balanced_service");

describe("a service", () => {
  it("runs a task in each zone, and moves them back when a lost zone returns", () => {
    expect(service).toMatchObject({
      desired_count: 2,
      ordered_placement_strategy: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "spread", field: "instanceId" },
      ],
      availability_zone_rebalancing: "ENABLED",
    });
  });

  it("deploys without going below its tasks, and rolls back by itself", () => {
    expect(service).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
      alarms: {
        enable: true,
        rollback: true,
        alarm_names: [
          "${aws_cloudwatch_metric_alarm.service-backend_alarms_errors_alarm.alarm_name}",
        ],
      },
      health_check_grace_period_seconds: 60,
      enable_execute_command: false,
    });
  });

  it("waits for its way in, for the capacity, and until it is steady", () => {
    expect(service["wait_for_steady_state"]).toBe(true);
    expect(service["depends_on"]).toEqual([
      "aws_ecs_cluster_capacity_providers.cluster-association_association",
      "aws_lb_listener_rule.listeners_backend",
      "aws_vpc_security_group_egress_rule.traffic-to-dynamic-ports_egress",
      "aws_vpc_security_group_ingress_rule.traffic-to-dynamic-ports_ingress",
    ]);
    expect(
      ha.resource("aws_ecs_service", "service-frontend_balanced_service")["depends_on"],
    ).toContain("aws_lb_listener.listeners_http");
  });

  it("fails the apply when its deployment was rolled back", () => {
    expect(service["lifecycle"].postcondition[0].condition).toBe(
      "${self.task_definition == data.aws_ecs_task_definition.service-backend_definition_task-definition.arn}",
    );
  });

  it("keeps its desired count in Terraform's hands, unless it scales", () => {
    expect(service["lifecycle"].ignore_changes).toBeUndefined();
    const { ha: scaled } = synthesize({
      services: [
        frontend,
        {
          ...backend,
          autoscaling: { maximum: 6, cpuPercent: 60, memoryPercent: 70, requestsPerTarget: 1000 },
        },
      ],
    });
    expect(
      scaled.resource("aws_ecs_service", "service-backend_balanced_service")["lifecycle"],
    ).toMatchObject({ ignore_changes: ["desired_count"] });
    expect(scaled.resource("aws_appautoscaling_target")).toMatchObject({
      min_capacity: 2,
      max_capacity: 6,
    });
    const targets = Object.fromEntries(
      Object.values(scaled.resources("aws_appautoscaling_policy")).map((policy) => {
        const tracking = policy["target_tracking_scaling_policy_configuration"];
        const metric = tracking.predefined_metric_specification;
        return [metric.predefined_metric_type, [tracking.target_value, metric.resource_label]];
      }),
    );
    expect(targets).toEqual({
      ECSServiceAverageCPUUtilization: [60, undefined],
      ECSServiceAverageMemoryUtilization: [70, undefined],
      ALBRequestCountPerTarget: [
        1000,
        "${aws_lb.load-balancer_alb.arn_suffix}/${aws_lb_target_group.service-backend_targets_group.arn_suffix}",
      ],
    });
  });
});

describe("an existing task definition", () => {
  it("is held to what the settings say of it", () => {
    const found = ha.data("aws_ecs_task_definition", "service-backend_definition_task-definition");
    expect(found["task_definition"]).toBe("taskmanager-backend");
    expect(found["lifecycle"].postcondition).toHaveLength(7);
    for (const { error_message } of found["lifecycle"].postcondition) {
      expect(error_message).toMatch(/^task definition "taskmanager-backend" /);
    }
  });

  it("can be one revision", () => {
    const { ha: pinned } = synthesize({
      services: [
        { ...frontend, taskDefinition: { family: "taskmanager-frontend", revision: 3 } },
        backend,
      ],
    });
    expect(
      pinned.data("aws_ecs_task_definition", "service-frontend_definition_task-definition")[
        "task_definition"
      ],
    ).toBe("taskmanager-frontend:3");
  });
});

describe("a task definition of the project's own", () => {
  const secret = "arn:aws:secretsmanager:eu-north-1:123456789012:secret:db-AbCdEf";
  const parameter = "arn:aws:ssm:eu-north-1:123456789012:parameter/taskmanager/token";
  const { ha: own } = synthesize({
    services: [
      frontend,
      {
        ...backend,
        taskDefinition: {
          ...ownTaskDefinition,
          environment: { GREETING: 'say "hi" to ${USER}, 100 %{sure}' },
          secrets: { DB_PASSWORD: `${secret}:password::`, TOKEN: parameter },
        },
      },
    ],
  });
  const definition = own.resource("aws_ecs_task_definition");
  const [container] = JSON.parse(definition["container_definitions"]);

  it("keeps its old revisions, so that a rollback has somewhere to go", () => {
    expect(definition["skip_destroy"]).toBe(true);
  });

  it("runs unprivileged on a read-only file system, with a dynamic host port", () => {
    expect(container).toMatchObject({
      user: "1000:1000",
      readonlyRootFilesystem: true,
      memory: 256,
      cpu: 128,
      portMappings: [{ containerPort: 5000, hostPort: 0 }],
    });
  });

  it("hands over what Terraform would take for its own templates as it was written", () => {
    expect(container.environment).toEqual([
      { name: "GREETING", value: 'say "hi" to $${USER}, 100 %%{sure}' },
    ]);
  });

  it("reads its secrets by ARN, and may read those alone", () => {
    expect(container.secrets).toEqual([
      { name: "DB_PASSWORD", valueFrom: `${secret}:password::` },
      { name: "TOKEN", valueFrom: parameter },
    ]);
    expect(
      own.data("aws_iam_policy_document", "service-backend_definition_execution-role_permissions")[
        "statement"
      ],
    ).toMatchObject([
      { actions: ["secretsmanager:GetSecretValue"], resources: [secret] },
      { actions: ["ssm:GetParameters"], resources: [parameter] },
    ]);
  });

  it("drops lines rather than wait where CloudWatch Logs is disturbed", () => {
    expect(container.logConfiguration.options).toMatchObject({
      mode: "non-blocking",
      "max-buffer-size": "25m",
    });
  });

  it.each([true, false])(
    "keeps its logs when it is destroyed: %s, as `protect` says",
    (protect) => {
      const services = [frontend, { ...backend, taskDefinition: ownTaskDefinition }];
      const { ha } = synthesize({ services, protect });
      expect(ha.resource("aws_cloudwatch_log_group")["skip_destroy"]).toBe(protect);
    },
  );

  it("keeps its logs for a stated time", () => {
    expect(own.resource("aws_cloudwatch_log_group")["retention_in_days"]).toBe(30);
    expect(container.logConfiguration.options["awslogs-group"]).toBe(
      "${aws_cloudwatch_log_group.service-backend_definition_logs.name}",
    );
  });

  it("stands, with its permissions, before the service", () => {
    expect(
      own.resource("aws_ecs_service", "service-backend_balanced_service")["depends_on"],
    ).toEqual(
      expect.arrayContaining([
        "aws_iam_role_policy.service-backend_definition_execution-role_policy",
        "aws_iam_role_policy_attachment.service-backend_definition_execution-role_AmazonECSTaskExecutionRolePolicy",
      ]),
    );
  });
});
