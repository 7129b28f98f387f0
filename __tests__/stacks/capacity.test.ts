import { describe, expect, it } from "vitest";
import { backend, environment, frontend } from "../support/environments";
import { synthesize } from "../support/synth";

const { ha } = synthesize();
const group = ha.resource("aws_autoscaling_group");

describe("the Auto Scaling group", () => {
  it("stands in the load balancer's zones, as large as static stability wants", () => {
    const { minimumSize, maximumSize } = environment().capacity;
    expect(group).toMatchObject({
      vpc_zone_identifier: ha.resource("aws_lb")["subnets"],
      min_size: minimumSize,
      max_size: maximumSize,
    });
    // Managed scaling sets it, and a value here would set it back.
    expect(group["desired_capacity"]).toBeUndefined();
  });

  it("is a capacity provider before its first instance registers", () => {
    expect(group["wait_for_capacity_timeout"]).toBe("0");
  });

  it("does not wait for a zone that cannot launch, and starts before it stops", () => {
    expect(group).toMatchObject({
      availability_zone_distribution: { capacity_distribution_strategy: "balanced-best-effort" },
      instance_maintenance_policy: { min_healthy_percentage: 100, max_healthy_percentage: 200 },
    });
  });

  it("rolls its instances when the template changes, protected ones too", () => {
    expect(group["launch_template"]).toEqual({
      id: "${aws_launch_template.capacity_instances_template.id}",
      version: "${tostring(aws_launch_template.capacity_instances_template.latest_version)}",
    });
    expect(group["instance_refresh"]).toMatchObject({
      strategy: "Rolling",
      preferences: { min_healthy_percentage: 100, scale_in_protected_instances: "Refresh" },
    });
  });

  it("hands its tags to the instances, with the one that ECS would add", () => {
    const tags = Object.fromEntries(
      group["tag"].map((tag: { key: string; value: string }) => [tag.key, tag.value]),
    );
    expect(tags).toEqual({
      Environment: "demo",
      Service: "taskmanager",
      ManagedBy: "cdktf",
      Name: "taskmanager-demo",
      AmazonECSManaged: "true",
    });
    expect(
      group["tag"].every((tag: { propagate_at_launch: boolean }) => tag.propagate_at_launch),
    ).toBe(true);
  });

  it("mixes types and Spot above one On-Demand instance a zone, where asked", () => {
    const mixed = synthesize({
      capacity: { instanceTypes: ["m6i.large", "m5.large"], spotPercent: 50 },
    }).ha.resource("aws_autoscaling_group");
    expect(mixed["launch_template"]).toBeUndefined();
    expect(mixed).toMatchObject({
      capacity_rebalance: true,
      mixed_instances_policy: {
        launch_template: {
          override: [{ instance_type: "m6i.large" }, { instance_type: "m5.large" }],
        },
        instances_distribution: {
          on_demand_base_capacity: 2,
          on_demand_percentage_above_base_capacity: 50,
        },
      },
    });
  });
});

describe("the instances", () => {
  const template = ha.resource("aws_launch_template");

  it("have metadata by session token alone, one hop away", () => {
    expect(template["metadata_options"]).toMatchObject({
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
  });

  it("have an encrypted root volume, detailed monitoring and a public address", () => {
    expect(template["block_device_mappings"][0].ebs).toMatchObject({
      volume_type: "gp3",
      encrypted: "true",
    });
    expect(template["monitoring"]).toEqual({ enabled: true });
    expect(template["network_interfaces"][0].associate_public_ip_address).toBe("true");
  });

  it.each([
    ["t3.small", "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"],
    ["t4g.small", "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"],
  ])("of type %s start from the image of their processor", (type, parameter) => {
    const synthesized = synthesize({ capacity: { instanceTypes: [type] } }).ha;
    expect(synthesized.data("aws_ssm_parameter")["name"]).toBe(parameter);
    expect(synthesized.resource("aws_launch_template")["image_id"]).toMatch(/\.insecure_value\}$/);
  });

  it("start from a pinned image where one is given", () => {
    const pinned = synthesize({ capacity: { imageId: "ami-0123456789abcdef0" } }).ha;
    expect(pinned.resource("aws_launch_template")["image_id"]).toBe("ami-0123456789abcdef0");
    expect(pinned.json["data"].aws_ssm_parameter).toBeUndefined();
  });

  it("may join the cluster and be reached by Session Manager, and no more", () => {
    expect(
      Object.values(ha.resources("aws_iam_role_policy_attachment")).map(
        (each) => each["policy_arn"],
      ),
    ).toEqual([
      "arn:${data.aws_partition.account_partition.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
      "arn:${data.aws_partition.account_partition.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
  });
});

describe("the capacity provider", () => {
  const provider = ha.resource("aws_ecs_capacity_provider");

  it("scales, drains and protects", () => {
    expect(provider["auto_scaling_group_provider"]).toMatchObject({
      managed_termination_protection: "ENABLED",
      managed_draining: "ENABLED",
      managed_scaling: { status: "ENABLED", target_capacity: 100 },
    });
    expect(group["protect_from_scale_in"]).toBe(true);
  });

  it("joins those that the cluster has, and the default strategy stays", () => {
    const shared = synthesize({
      existing: {
        vpc: { name: "taskmanager-vpc" },
        subnet: { name: "taskmanager-public-1" },
        cluster: {
          name: "taskmanager-cluster",
          capacityProviders: ["FARGATE", "FARGATE_SPOT"],
          defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 3, base: 1 }],
        },
      },
    }).ha.resource("aws_ecs_cluster_capacity_providers");
    expect(shared).toMatchObject({
      capacity_providers: [
        "FARGATE",
        "FARGATE_SPOT",
        "${aws_ecs_capacity_provider.capacity_provider.name}",
      ],
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 3, base: 1 }],
      lifecycle: { prevent_destroy: true },
    });
  });

  it("may be taken from a cluster that has no other", () => {
    const own = ha.resource("aws_ecs_cluster_capacity_providers");
    expect(own["lifecycle"].prevent_destroy).toBe(false);
  });

  it("is what the services use, rather than a launch type", () => {
    const services = Object.values(
      synthesize({ services: [frontend, backend] }).ha.resources("aws_ecs_service"),
    );
    for (const service of services) {
      expect(service["launch_type"]).toBeUndefined();
      expect(service["capacity_provider_strategy"]).toEqual([
        {
          base: 0,
          capacity_provider: "${aws_ecs_capacity_provider.capacity_provider.name}",
          weight: 1,
        },
      ]);
    }
  });
});
