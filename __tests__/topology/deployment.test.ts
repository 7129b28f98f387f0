import { describe, expect, it } from "vitest";
import { isUnknown } from "../../src/topology/knowable";
import type { InstanceGroup, Task } from "../../src/topology/model";
import { first, topologyOf } from "./support";

describe("what an Auto Scaling group launches", () => {
  const template = "${aws_launch_template.t.id}";
  const group = (aws_autoscaling_group: object, resources: object = {}): InstanceGroup =>
    first(
      topologyOf({
        aws_autoscaling_group: { g: aws_autoscaling_group },
        aws_launch_template: { t: { instance_type: "m6i.large" } },
        ...resources,
      }).instanceGroups,
    );
  const mixed = (policy: object) =>
    group({
      mixed_instances_policy: {
        launch_template: { launch_template_specification: { launch_template_id: template } },
        ...policy,
      },
    });
  const override = [{ instance_type: "m5.large" }, { instance_type: "m5a.large" }];

  it("is of the template's type, or of the types that override it, in their order", () => {
    expect(group({ launch_template: { id: template } }).instanceTypes).toEqual(["m6i.large"]);
    expect(mixed({}).instanceTypes).toEqual(["m6i.large"]);
    const launch_template = {
      launch_template_specification: { launch_template_id: template },
      override,
    };
    expect(mixed({ launch_template }).instanceTypes).toEqual(["m5.large", "m5a.large"]);
  });

  it("has unknown types where they are chosen by what they must have", () => {
    const requirements = { t: { instance_requirements: { vcpu_count: { min: 2 } } } };
    const { instanceTypes } = group(
      { launch_template: { id: template } },
      { aws_launch_template: requirements },
    );
    expect(instanceTypes).toSatisfy(isUnknown);
  });

  it.each([
    ["on demand", {}, { onDemandBase: 0, onDemandPercent: 100 }],
    [
      "in part",
      { instances_distribution: { on_demand_percentage_above_base_capacity: 25 } },
      { onDemandBase: 0, onDemandPercent: 25 },
    ],
    [
      "unknown where a share is",
      { instances_distribution: { on_demand_base_capacity: "${var.base}" } },
      { unknown: expect.stringContaining("on_demand_base_capacity") },
    ],
  ])("is Spot by its policy: %s", (_, policy, spot) => {
    expect(mixed(policy).spot).toEqual(spot);
  });

  it("is Spot by its template, or by its launch configuration", () => {
    const all = { onDemandBase: 0, onDemandPercent: 0 };
    const market = { t: { instance_market_options: { market_type: "spot" } } };
    expect(
      group({ launch_template: { id: template } }, { aws_launch_template: market }).spot,
    ).toEqual(all);
    const configured = group(
      { launch_configuration: "${aws_launch_configuration.c.name}" },
      { aws_launch_configuration: { c: { instance_type: "t3.small", spot_price: "0.01" } } },
    );
    expect(configured).toMatchObject({ instanceTypes: ["t3.small"], spot: all });
  });

  it.each([
    ["${aws_launch_template.t.latest_version}", "number"],
    ["${tostring(aws_launch_template.t.default_version)}", "number"],
    [7, "7"],
    ["$Latest", "$Latest"],
    [undefined, "$Default"],
  ])("has version %s of its template", (version, templateVersion) => {
    expect(group({ launch_template: { id: template, version } }).templateVersion).toBe(
      templateVersion,
    );
  });

  it("is unknown, with a note, where nothing is to be launched", () => {
    const topology = topologyOf({ aws_autoscaling_group: { g: { min_size: 1 } } });
    expect(first(topology.instanceGroups).instanceTypes).toSatisfy(isUnknown);
    expect(topology.notes).toEqual([expect.stringContaining("aws_autoscaling_group.g")]);
  });
});

describe("a capacity provider", () => {
  it("scales nothing, protects nothing, but drains, where that is left out", () => {
    const topology = topologyOf({
      aws_autoscaling_group: { g: {} },
      aws_ecs_capacity_provider: {
        p: {
          auto_scaling_group_provider: { auto_scaling_group_arn: "${aws_autoscaling_group.g.arn}" },
        },
      },
    });
    expect(first(topology.capacityProviders)).toMatchObject({
      instanceGroup: "aws_autoscaling_group.g",
      managedScaling: { enabled: false, targetCapacityPercent: 100 },
      managedTerminationProtection: false,
      managedDraining: true,
    });
  });
});

describe("a target group", () => {
  const check = (group: object) =>
    first(topologyOf({ aws_lb_target_group: { g: group } }).targetGroups).healthCheck;

  it("is checked as AWS does by itself, or as the provider completes a block", () => {
    expect(check({})).toMatchObject({
      intervalSeconds: 30,
      timeoutSeconds: 5,
      healthyThreshold: 5,
      unhealthyThreshold: 2,
    });
    expect(check({ health_check: { interval: 10 } })).toMatchObject({
      intervalSeconds: 10,
      timeoutSeconds: 6,
      healthyThreshold: 3,
      unhealthyThreshold: 3,
      path: undefined,
    });
  });

  it("reads numbers that are written as text, and limits that are off", () => {
    const target_group_health = {
      dns_failover: {
        minimum_healthy_targets_count: "off",
        minimum_healthy_targets_percentage: "50",
      },
    };
    const group = { deregistration_delay: "30", target_group_health };
    expect(first(topologyOf({ aws_alb_target_group: { g: group } }).targetGroups)).toMatchObject({
      deregistrationDelaySeconds: 30,
      dnsFailover: { count: 0, percentage: 50 },
      unhealthyStateRouting: { count: 1, percentage: "off" },
    });
  });
});

describe("a listener", () => {
  const action = (default_action: unknown) => {
    const topology = topologyOf({
      aws_alb: { main: {} },
      aws_lb_target_group: { a: {}, b: {} },
      aws_alb_listener: { l: { load_balancer_arn: "${aws_alb.main.arn}", default_action } },
    });
    return first(first(topology.loadBalancers).listeners).defaultAction;
  };
  const [a, b] = ["a", "b"].map((name) => ({ arn: `\${aws_lb_target_group.${name}.arn}` }));

  it.each([
    [{ type: "forward", forward: { target_group: [a, b] } }, ["a", "b"]],
    [
      {
        type: "forward",
        forward: {
          target_group: [
            { ...a, weight: 1 },
            { ...b, weight: 0 },
          ],
        },
      },
      ["a"],
    ],
    [[{ type: "authenticate-oidc" }, { type: "forward", target_group_arn: b?.arn }], ["b"]],
    [{ type: "redirect" }, []],
  ])("forwards by %j", (written, names) => {
    expect(action(written).targetGroups).toEqual(
      names.map((name) => `aws_lb_target_group.${name}`),
    );
  });

  it("is of another kind of load balancer in a note alone", () => {
    const topology = topologyOf({ aws_lb: { main: { load_balancer_type: "network" } } });
    expect(topology.loadBalancers).toEqual([]);
    expect(topology.notes).toEqual(["aws_lb.main: a network load balancer is not read"]);
  });
});

describe("a task", () => {
  const task = (definition: object, resources: object = {}) =>
    first(
      topologyOf({
        aws_ecs_service: { web: { task_definition: "${aws_ecs_task_definition.d.arn}" } },
        aws_ecs_task_definition: { d: definition },
        ...resources,
      }).services,
    ).task;
  const container = {
    name: "web",
    cpu: 64,
    memory: 512,
    memoryReservation: 128,
    portMappings: [{ containerPort: 80, hostPort: 8080 }],
  };
  const written = JSON.stringify([container, { name: "sidecar", memory: 64 }]);
  const read: Task = {
    networkMode: "bridge",
    cpuUnits: 64,
    memoryMiB: 192,
    hostPorts: [8080],
    volumes: [],
  };

  it.each([
    ["JSON", written],
    [
      "jsonencode",
      '${jsonencode([{"name" = "web", "cpu" = 64, "memoryReservation" = 128, "portMappings" = [{"containerPort" = 80, "hostPort" = 8080}]}, {"memory" = 64}])}',
    ],
    ["JSON with an ARN in it", written.replace('"web"', '"${aws_iam_role.r.arn}-web"')],
  ])("reserves what its containers do, in %s", (_, container_definitions) => {
    expect(task({ container_definitions }, { aws_iam_role: { r: {} } })).toEqual(read);
  });

  it("reserves what it says as a whole", () => {
    expect(task({ container_definitions: written, cpu: "256", memory: "1024" })).toMatchObject({
      cpuUnits: 256,
      memoryMiB: 1024,
    });
  });

  it.each([
    ["awsvpc", []],
    ["host", [80]],
  ])("takes ports of the instance by its network mode: %s", (network_mode, hostPorts) => {
    expect(task({ container_definitions: written, network_mode })).toMatchObject({ hostPorts });
  });

  it("does not guess what a number is made of", () => {
    const container_definitions = written.replace('"cpu":64', '"cpu":"${aws_x.y.cpu}"');
    expect(task({ container_definitions }, { aws_x: { y: {} } })).toMatchObject({
      cpuUnits: { unknown: expect.any(String) },
      memoryMiB: 192,
    });
  });

  it.each([
    ["task", {}],
    ["host", { host_path: "/data" }],
    ["zonal", { configure_at_launch: true }],
    [
      "regional",
      { efs_volume_configuration: { file_system_id: "${aws_efs_file_system.regional.id}" } },
    ],
    ["zonal", { efs_volume_configuration: { file_system_id: "${aws_efs_file_system.zonal.id}" } }],
    ["host", { docker_volume_configuration: { scope: "shared" } }],
  ])("has a volume that lives and dies with its %s", (kind, volume) => {
    const aws_efs_file_system = { regional: {}, zonal: { availability_zone_name: "eu-north-1a" } };
    expect(task({ volume: [{ name: "v", ...volume }] }, { aws_efs_file_system })).toMatchObject({
      volumes: [{ name: "v", kind }],
    });
  });

  it.each([
    { efs_volume_configuration: { file_system_id: "fs-0123456789abcdef0" } },
    { docker_volume_configuration: { driver: "rexray/ebs" } },
  ])("has unknown volumes with %j", (volume) => {
    expect(task({ volume: { name: "v", ...volume } })).toMatchObject({
      volumes: { unknown: expect.any(String) },
    });
  });

  it("is unknown where its definition is not made yet, however it would default", () => {
    const topology = topologyOf(
      { aws_ecs_service: { web: { task_definition: "${data.aws_ecs_task_definition.d.arn}" } } },
      { data: { aws_ecs_task_definition: { d: { task_definition: "web" } } } },
    );
    expect(first(topology.services).task).toSatisfy(isUnknown);
  });
});

describe("a service", () => {
  it.each([
    ["its names", "service/${aws_ecs_cluster.c.name}/${aws_ecs_service.web.name}"],
    ["text", "service/main/web"],
  ])("is autoscaled by %s", (_, resource_id) => {
    const topology = topologyOf({
      aws_ecs_cluster: { c: { name: "main" } },
      aws_ecs_service: {
        web: { name: "web", cluster: "${aws_ecs_cluster.c.id}" },
        other: { name: "other" },
      },
      aws_appautoscaling_target: {
        t: { service_namespace: "ecs", resource_id, min_capacity: 2, max_capacity: 9 },
      },
    });
    expect(topology.services.map(({ autoscaling }) => autoscaling)).toEqual([
      { minimum: 2, maximum: 9 },
      undefined,
    ]);
  });

  it("waits for what it depends on and for what that depends on", () => {
    const { waitsFor } = first(
      topologyOf({
        aws_ecs_service: { web: { depends_on: ["aws_lb_listener_rule.r"] } },
        aws_lb_listener_rule: { r: { listener_arn: "${aws_lb_listener.l.arn}" } },
        aws_lb_listener: { l: {}, unrelated: {} },
      }).services,
    );
    expect(waitsFor).toEqual(["aws_lb_listener.l", "aws_lb_listener_rule.r"]);
  });

  describe("without a load balancer of its own", () => {
    const behind = (resources: object) => ({
      aws_ecs_service: { web: { task_definition: "${aws_ecs_task_definition.d.arn}" } },
      aws_ecs_task_definition: {
        d: {
          container_definitions: JSON.stringify([
            { name: "web", portMappings: [{ containerPort: 80, hostPort: 8080 }] },
          ]),
        },
      },
      aws_autoscaling_group: { g: {} },
      aws_lb_target_group: { t: { port: 8080 } },
      ...resources,
    });
    const arn = "${aws_lb_target_group.t.arn}";
    const autoscaling_group_name = "${aws_autoscaling_group.g.name}";

    it.each([
      ["the group's list", { aws_autoscaling_group: { g: { target_group_arns: [arn] } } }],
      [
        "the group's traffic source",
        { aws_autoscaling_group: { g: { traffic_source: { identifier: arn } } } },
      ],
      [
        "an attachment",
        { aws_autoscaling_attachment: { a: { autoscaling_group_name, lb_target_group_arn: arn } } },
      ],
      [
        "an attached traffic source",
        {
          aws_autoscaling_traffic_source_attachment: {
            a: { autoscaling_group_name, traffic_source: { identifier: arn } },
          },
        },
      ],
    ])("is behind the one that its instances are targets of, by %s", (_, resources) => {
      const topology = topologyOf(behind(resources));
      expect(first(topology.instanceGroups).targetGroups).toEqual(["aws_lb_target_group.t"]);
      expect(first(topology.services).attachments).toEqual([
        { targetGroup: "aws_lb_target_group.t", containerName: "web", containerPort: 80 },
      ]);
    });

    it("is behind none on another port", () => {
      const topology = topologyOf(
        behind({
          aws_lb_target_group: { t: { port: 9090 } },
          aws_autoscaling_group: { g: { target_group_arns: [arn] } },
        }),
      );
      expect(first(topology.services).attachments).toEqual([]);
    });
  });
});
