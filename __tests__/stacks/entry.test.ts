import { describe, expect, it } from "vitest";
import { backend, frontend, ownTaskDefinition } from "../support/environments";
import { type Synthesized, synthesize } from "../support/synth";

const CERTIFICATE = "arn:aws:acm:eu-north-1:123456789012:certificate/0a1b2c3d";

describe("the load balancer", () => {
  const { ha } = synthesize();
  const alb = ha.resource("aws_lb");

  it("has a node in both zones, and is reached on port 80 from anywhere", () => {
    expect(alb).toMatchObject({
      internal: false,
      load_balancer_type: "application",
      subnets: [
        "${data.aws_subnet.network_existing_subnet.id}",
        "${aws_subnet.network_public-2_subnet.id}",
      ],
    });
    expect(
      ha.resource("aws_vpc_security_group_ingress_rule", "load-balancer_clients-80-0-0-0-0_2f0"),
    ).toMatchObject({
      from_port: 80,
      to_port: 80,
      ip_protocol: "tcp",
      cidr_ipv4: "0.0.0.0/0",
      security_group_id: "${aws_security_group.load-balancer_security-group.id}",
    });
  });

  it("is set for zone loss", () => {
    expect(alb).toMatchObject({
      drop_invalid_header_fields: true,
      enable_zonal_shift: true,
      enable_cross_zone_load_balancing: true,
      client_keep_alive: 300,
    });
  });

  it("refuses two subnets in one zone at the plan", () => {
    expect(alb["lifecycle"].precondition[0].condition).toBe(
      '${length(distinct([data.aws_subnet.network_existing_subnet.availability_zone, "eu-north-1b"])) == 2}',
    );
  });

  it("is protected as the environment says, its logs with it", () => {
    expect(alb["enable_deletion_protection"]).toBe(false);
    expect(ha.resource("aws_s3_bucket")["force_destroy"]).toBe(true);
    const kept = synthesize({ protect: true }).ha;
    expect(kept.resource("aws_lb")).toMatchObject({
      enable_deletion_protection: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(kept.resource("aws_s3_bucket")["force_destroy"]).toBe(false);
  });

  it("writes access logs once it may, unless told not to", () => {
    expect(alb["access_logs"]).toEqual({
      bucket: "${aws_s3_bucket.load-balancer_access-logs_storage_bucket.bucket}",
      enabled: true,
    });
    expect(alb["depends_on"]).toEqual([
      "aws_s3_bucket_policy.load-balancer_access-logs_storage_policy",
    ]);
    const silent = synthesize({ loadBalancer: { accessLogs: { enabled: false } } }).ha;
    expect(silent.resources("aws_s3_bucket")).toEqual({});
    expect(silent.resource("aws_lb")["access_logs"]).toBeUndefined();
  });

  it("serves plain HTTP without a certificate", () => {
    expect(ha.resource("aws_lb_listener")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      default_action: [
        {
          type: "forward",
          target_group_arn: "${aws_lb_target_group.service-frontend_targets_group.arn}",
        },
      ],
    });
    expect(ha.output("url")).toBe("http://${aws_lb.load-balancer_alb.dns_name}");
  });

  it("serves HTTPS with a certificate, and sends port 80 there", () => {
    const https = synthesize({ loadBalancer: { certificateArn: CERTIFICATE } }).ha;
    expect(https.resource("aws_lb_listener", "listeners_https")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificate_arn: CERTIFICATE,
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    });
    expect(https.resource("aws_lb_listener", "listeners_http")).toMatchObject({
      port: 80,
      default_action: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
      ],
    });
    expect(https.resource("aws_lb_listener", "listeners_http")["depends_on"]).toContain(
      "aws_lb_listener.listeners_https",
    );
    expect(https.resource("aws_lb_listener_rule")["lifecycle"]).toEqual({
      create_before_destroy: true,
    });
    expect(https.resource("aws_lb_listener_rule")["listener_arn"]).toBe(
      "${aws_lb_listener.listeners_https.arn}",
    );
    expect(https.resources("aws_vpc_security_group_ingress_rule")).toHaveProperty(
      "load-balancer_clients-443-0-0-0-0_2f0",
    );
    expect(https.output("url")).toMatch(/^https:/);
  });

  it("routes the backend's paths by a rule of a stated priority", () => {
    expect(ha.resource("aws_lb_listener_rule")).toMatchObject({
      priority: 100,
      condition: [{ path_pattern: { values: ["/tasks*"] } }],
      action: [
        {
          type: "forward",
          target_group_arn: "${aws_lb_target_group.service-backend_targets_group.arn}",
        },
      ],
    });
  });

  it("routes by host too", () => {
    const byHost = synthesize({
      services: [
        frontend,
        { ...backend, route: { priority: 7, hostHeaders: ["api.example.com"] } },
      ],
    }).ha;
    expect(byHost.resource("aws_lb_listener_rule")["condition"]).toEqual([
      { host_header: { values: ["api.example.com"] } },
    ]);
  });
});

describe("the target groups", () => {
  const group = synthesize().ha.resource("aws_lb_target_group", "service-backend_targets_group");

  it("find a dead target as fast as the load balancer can", () => {
    expect(group["health_check"]).toEqual({
      enabled: true,
      protocol: "HTTP",
      port: "traffic-port",
      path: "/tasks",
      matcher: "200-299",
      interval: 5,
      timeout: 2,
      healthy_threshold: 2,
      unhealthy_threshold: 2,
    });
    expect(group["deregistration_delay"]).toBe("30");
  });

  it("send a request to any zone, and never fail open while one target is healthy", () => {
    expect(group).toMatchObject({
      load_balancing_cross_zone_enabled: "true",
      stickiness: { enabled: false },
      target_group_health: {
        dns_failover: {
          minimum_healthy_targets_count: "1",
          minimum_healthy_targets_percentage: "off",
        },
        unhealthy_state_routing: {
          minimum_healthy_targets_count: 1,
          minimum_healthy_targets_percentage: "off",
        },
      },
    });
  });

  it("stay when a container's port changes", () => {
    expect(group["port"]).toBe(80);
  });

  it("can be replaced under a listener that uses them", () => {
    expect(group).toMatchObject({
      name_prefix: "backe-",
      lifecycle: { create_before_destroy: true },
    });
    expect(group["name"]).toBeUndefined();
  });
});

describe("security groups", () => {
  /** Every pair of a rule that lets the load balancer out and one that lets it in. */
  function paths(ha: Synthesized) {
    const rules = (type: string) =>
      Object.values(ha.resources(type)).filter((rule) => rule["referenced_security_group_id"]);
    return rules("aws_vpc_security_group_egress_rule").map((egress) => {
      const ingress = rules("aws_vpc_security_group_ingress_rule").find(
        (rule) =>
          rule["security_group_id"] === egress["referenced_security_group_id"] &&
          rule["referenced_security_group_id"] === egress["security_group_id"] &&
          rule["from_port"] === egress["from_port"] &&
          rule["to_port"] === egress["to_port"],
      );
      return ingress && [ingress["security_group_id"], ingress["from_port"], ingress["to_port"]];
    });
  }
  const INSTANCES = "${aws_security_group.capacity_security-group.id}";

  it("let the load balancer reach the dynamic ports of the instances, by one pair of rules", () => {
    expect(paths(synthesize().ha)).toEqual([[INSTANCES, 32_768, 65_535]]);
  });

  it("open a fixed host port, and nothing else, for a service that has one", () => {
    const fixed = synthesize({
      services: [
        { ...frontend, hostPort: 80, taskDefinition: ownTaskDefinition },
        { ...backend, hostPort: 5000, taskDefinition: ownTaskDefinition },
      ],
    }).ha;
    expect(paths(fixed)).toEqual([
      [INSTANCES, 5000, 5000],
      [INSTANCES, 80, 80],
    ]);
  });

  it("lead to the tasks themselves in awsvpc mode", () => {
    const awsvpc = {
      subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      egress: "nat-gateway" as const,
    };
    const { ha } = synthesize({ services: [frontend, { ...backend, awsvpc }] });
    expect(paths(ha)).toEqual([
      ["${aws_security_group.service-backend_network_security-group.id}", 5000, 5000],
      [INSTANCES, 32_768, 65_535],
    ]);
    expect(ha.resource("aws_lb_target_group", "service-backend_targets_group")["target_type"]).toBe(
      "ip",
    );
    expect(
      ha.resource("aws_ecs_service", "service-backend_balanced_service")["network_configuration"],
    ).toEqual({
      assign_public_ip: false,
      security_groups: ["${aws_security_group.service-backend_network_security-group.id}"],
      subnets: [
        "${data.aws_subnet.service-backend_network_subnet-1.id}",
        "${data.aws_subnet.service-backend_network_subnet-2.id}",
      ],
    });
  });

  it("let nothing in but clients on port 80 and the load balancer, and no SSH", () => {
    const ingress = Object.values(synthesize().ha.resources("aws_vpc_security_group_ingress_rule"));
    const fromAnywhere = ingress.filter((rule) => rule["cidr_ipv4"]);
    expect(fromAnywhere.map((rule) => rule["from_port"])).toEqual([80]);
    expect(ingress.every((rule) => rule["from_port"] > 22 || rule["to_port"] < 22)).toBe(true);
  });

  it("are described, and each of their rules", () => {
    const { ha } = synthesize();
    for (const type of [
      "aws_security_group",
      "aws_vpc_security_group_ingress_rule",
      "aws_vpc_security_group_egress_rule",
    ]) {
      for (const [name, { description }] of Object.entries(ha.resources(type))) {
        expect(description, name).toMatch(/\S/);
        // AWS allows letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* here.
        expect(description, name).toMatch(/^[\w\s.\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
      }
    }
  });
});
