import { describe, expect, it } from "vitest";
import { isUnknown } from "../../src/topology/knowable";
import type { Task } from "../../src/topology/model";
import { first, topologyOf } from "./support";

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
