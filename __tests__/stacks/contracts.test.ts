import { describe, expect, it } from "vitest";
import { everything } from "../support/everything";
import { synthesize } from "../support/synth";

const synthesized = synthesize({
  ...everything([1, 2, 3].map((ordinal) => `subnet-0123456789abcdef${ordinal}`)),
  ci: { repository: "acme/taskmanager" },
});

describe("contracts", () => {
  it("the addresses of what holds data or traffic: a changed one is a destroyed resource", () => {
    const { ha, state } = synthesized;
    expect(state.addresses).toEqual(
      expect.arrayContaining([
        "aws_kms_key.state-bucket_key",
        "aws_s3_bucket.state-bucket_storage_bucket",
      ]),
    );
    expect(ha.addresses).toEqual(
      expect.arrayContaining([
        "aws_autoscaling_group.capacity_group",
        "aws_ecs_capacity_provider.capacity_provider",
        "aws_ecs_cluster_capacity_providers.cluster-association_association",
        "aws_ecs_service.service-backend_balanced_service",
        "aws_ecs_service.service-frontend_balanced_service",
        "aws_lb.load-balancer_alb",
        "aws_lb_listener.listeners_http",
        "aws_lb_listener.listeners_https",
        "aws_lb_target_group.service-backend_targets_group",
        "aws_lb_target_group.service-frontend_targets_group",
        "aws_s3_bucket.load-balancer_access-logs_storage_bucket",
        "aws_security_group.capacity_security-group",
        "aws_security_group.load-balancer_security-group",
        "aws_subnet.network_public-2_subnet",
        "aws_subnet.network_public-3_subnet",
      ]),
    );
  });

  it("the names of the outputs", () => {
    expect(Object.keys(synthesized.ha.json["output"]).sort()).toEqual([
      "alarm_topic",
      "auto_scaling_group",
      "capacity_provider",
      "cluster",
      "dashboard",
      "services",
      "subnet_ids",
      "target_groups",
      "url",
      "zone_loss_experiment",
      "zones",
    ]);
  });

  it.each(["state", "ci", "foundation", "ha"] as const)(
    "the %s stack's providers, tags and account",
    (part) => {
      const { terraform, provider } = synthesized[part].json;
      expect(terraform.required_providers.aws.version).toBe(">= 5.100.0, < 7.0.0");
      expect(terraform.required_version).toBe(">= 1.10.0");
      expect(provider.aws).toEqual([
        {
          region: "eu-north-1",
          allowed_account_ids: ["123456789012"],
          default_tags: [
            {
              tags: {
                Team: "platform",
                Environment: "demo",
                Service: "taskmanager",
                ManagedBy: "cdktf",
              },
            },
          ],
        },
      ]);
    },
  );

  it.each(["state", "ci", "foundation", "ha"] as const)(
    "no token that Terraform cannot read in the %s stack",
    (part) => {
      expect(synthesized[part].text).not.toMatch(/e\+\d\d|TfToken\[|\[object /);
    },
  );

  it("resource names within AWS's limits", () => {
    const { ha } = synthesized;
    expect(ha.resource("aws_lb")["name"].length).toBeLessThanOrEqual(32);
    for (const { name_prefix } of Object.values(ha.resources("aws_lb_target_group"))) {
      expect(name_prefix.length).toBeLessThanOrEqual(6);
    }
    for (const { name_prefix } of Object.values(ha.resources("aws_iam_role"))) {
      expect(name_prefix.length).toBeLessThanOrEqual(38);
    }
  });
});
