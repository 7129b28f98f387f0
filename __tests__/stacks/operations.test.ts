import { describe, expect, it } from "vitest";
import { synthesize } from "../support/synth";

const { ha } = synthesize();
const alarm = (name: string) => ha.resource("aws_cloudwatch_metric_alarm", name);

describe("alarms", () => {
  it.each([
    [1, "${data.aws_subnet.network_existing_subnet.availability_zone}"],
    [2, "eu-north-1b"],
  ])("tell that zone %i has no healthy task, and no data is as bad", (ordinal, zone) => {
    expect(alarm(`service-frontend_alarms_healthy-targets-${ordinal}_alarm`)).toMatchObject({
      metric_name: "HealthyHostCount",
      statistic: "Minimum",
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
      dimensions: {
        AvailabilityZone: zone,
        LoadBalancer: "${aws_lb.load-balancer_alb.arn_suffix}",
        TargetGroup: "${aws_lb_target_group.service-frontend_targets_group.arn_suffix}",
      },
    });
  });

  it("tell that fewer tasks run than desired, where Container Insights counts them", () => {
    const running = alarm("service-frontend_running-tasks_alarm");
    expect(running["treat_missing_data"]).toBe("breaching");
    expect(
      running["metric_query"].map((query: { expression?: string }) => query.expression),
    ).toEqual(["desired - running", undefined, undefined]);
    expect(ha.data("aws_ecs_cluster")["lifecycle"].postcondition).toHaveLength(2);

    const waiver = { rule: "HA-OPS-02", reason: "no insights here", until: "9999-12-31" };
    const without = synthesize({ alarms: { containerInsights: false }, waivers: [waiver] }).ha;
    expect(Object.keys(without.resources("aws_cloudwatch_metric_alarm"))).not.toContain(
      "service-frontend_running-tasks_alarm",
    );
    expect(without.data("aws_ecs_cluster")["lifecycle"].postcondition).toHaveLength(1);
  });

  it("cover the load balancer's and each service's errors, unhealthy tasks and the capacity", () => {
    expect(Object.keys(ha.resources("aws_cloudwatch_metric_alarm")).sort()).toEqual([
      "alarms_capacity-reservation_alarm",
      "alarms_load-balancer-errors_alarm",
      ...["backend", "frontend"].flatMap((name) => [
        `service-${name}_alarms_errors_alarm`,
        `service-${name}_alarms_healthy-targets-1_alarm`,
        `service-${name}_alarms_healthy-targets-2_alarm`,
        `service-${name}_alarms_unhealthy-targets_alarm`,
        `service-${name}_running-tasks_alarm`,
      ]),
    ]);
  });

  it("are on, and told to a topic under a key that CloudWatch may use", () => {
    for (const each of Object.values(ha.resources("aws_cloudwatch_metric_alarm"))) {
      expect(each).toMatchObject({
        actions_enabled: true,
        alarm_actions: ["${aws_sns_topic.alarm-topic_topic.arn}"],
        ok_actions: ["${aws_sns_topic.alarm-topic_topic.arn}"],
      });
    }
    expect(ha.resource("aws_sns_topic")["kms_master_key_id"]).toBe(
      "${aws_kms_key.alarm-topic_key.arn}",
    );
    expect(
      ha.data("aws_iam_policy_document", "alarm-topic_key-policy")["statement"][1],
    ).toMatchObject({
      principals: [{ identifiers: ["cloudwatch.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    });
  });

  it("go to each address that is given", () => {
    const { ha: told } = synthesize({ alarms: { emails: ["drift@example.com"] } });
    expect(told.resource("aws_sns_topic_subscription")).toMatchObject({
      protocol: "email",
      endpoint: "drift@example.com",
    });
  });
});

describe("the dashboard", () => {
  it("has a page of graphs that do not lie upon each other", () => {
    const { widgets } = JSON.parse(ha.resource("aws_cloudwatch_dashboard")["dashboard_body"]);
    const places = widgets.map(({ x, y }: { x: number; y: number }) => `${x},${y}`);
    expect(widgets).toHaveLength(7);
    expect(new Set(places).size).toBe(7);
  });
});

describe("the zone-loss experiment", () => {
  const template = ha.resource("aws_fis_experiment_template");

  it("stops the environment's instances in one zone, and starts them again", () => {
    expect(template["target"]).toMatchObject([
      {
        selection_mode: "ALL",
        resource_tag: [
          { key: "Name", value: "taskmanager-demo" },
          { key: "Environment", value: "demo" },
          { key: "Service", value: "taskmanager" },
        ],
        filter: [
          {
            path: "Placement.AvailabilityZone",
            values: ["${data.aws_subnet.network_existing_subnet.availability_zone}"],
          },
          { path: "VpcId", values: ["${data.aws_vpc.network_existing_vpc.id}"] },
          { path: "State.Name", values: ["running"] },
        ],
      },
    ]);
    expect(template["action"][0].parameter).toContainEqual({
      key: "startInstancesAfterDuration",
      value: "PT10M",
    });
  });

  it("ends when clients see errors", () => {
    expect(template["stop_condition"]).toEqual([
      {
        source: "aws:cloudwatch:alarm",
        value: "${aws_cloudwatch_metric_alarm.alarms_load-balancer-errors_alarm.arn}",
      },
    ]);
  });

  it("may touch no instance of another environment", () => {
    const [stopAndStart] = ha.data(
      "aws_iam_policy_document",
      "zone-loss-experiment_role_permissions",
    )["statement"];
    expect(stopAndStart.condition).toEqual([
      {
        test: "StringEquals",
        variable: "aws:ResourceTag/Name",
        values: ["taskmanager-demo"],
      },
      { test: "StringEquals", variable: "aws:ResourceTag/Environment", values: ["demo"] },
      { test: "StringEquals", variable: "aws:ResourceTag/Service", values: ["taskmanager"] },
    ]);
  });

  it("can take another zone, or be left out", () => {
    const second = synthesize({ zoneLossExperiment: { subnet: 2, restartAfterMinutes: 30 } }).ha;
    expect(second.resource("aws_fis_experiment_template")["target"][0].filter[0].values).toEqual([
      "eu-north-1b",
    ]);
    const none = synthesize({ zoneLossExperiment: undefined }).ha;
    expect(none.resources("aws_fis_experiment_template")).toEqual({});
    expect(none.output("zone_loss_experiment")).toBeUndefined();
  });
});
