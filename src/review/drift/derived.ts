import { isDeepStrictEqual } from "node:util";
import { strings, text } from "../../topology/terraform/json";
import { isContainer } from "../changes/property";
import type { ResourceChange } from "../plan/plan-schema";
import type { Sides, State } from "./state";

/** What AWS counts up, or says of others that name the resource: no one can set it. */
const DERIVED: Readonly<Record<string, readonly string[]>> = {
  aws_autoscaling_group: ["predicted_capacity", "warm_pool_size"],
  aws_launch_template: ["latest_version"],
  aws_lb: ["arn_suffix"],
  aws_lb_target_group: ["arn_suffix", "load_balancer_arns"],
};

/** Attributes of a bucket that resources of their own set, which then show their own drift. */
const OF_BUCKET: Readonly<Record<string, string>> = {
  acceleration_status: "aws_s3_bucket_accelerate_configuration",
  cors_rule: "aws_s3_bucket_cors_configuration",
  grant: "aws_s3_bucket_acl",
  lifecycle_rule: "aws_s3_bucket_lifecycle_configuration",
  logging: "aws_s3_bucket_logging",
  object_lock_configuration: "aws_s3_bucket_object_lock_configuration",
  policy: "aws_s3_bucket_policy",
  replication_configuration: "aws_s3_bucket_replication_configuration",
  server_side_encryption_configuration: "aws_s3_bucket_server_side_encryption_configuration",
  versioning: "aws_s3_bucket_versioning",
  website: "aws_s3_bucket_website_configuration",
};

export function derivedAttributes(
  { type, address }: ResourceChange,
  sides: Sides,
  state: State,
): readonly string[] {
  switch (type) {
    case "aws_s3_bucket":
      return Object.entries(OF_BUCKET)
        .filter(([, owner]) => state.of(owner).some(({ bucket }) => bucket === sides.after["id"]))
        .map(([attribute]) => attribute);
    case "aws_iam_role":
      return rolePolicies(sides, state).filter((name) => state.leaves(address, name));
    case "aws_ecs_service":
      return isAutoscaled(sides, state) && state.leaves(address, "desired_count")
        ? ["desired_count"]
        : [];
    case "aws_autoscaling_group": {
      const scaled = state.of("aws_ecs_capacity_provider", "aws_autoscaling_policy").length > 0;
      const counts = scaled && state.leaves(address, "desired_capacity");
      return [...(DERIVED[type] ?? []), ...(counts ? ["desired_capacity"] : [])];
    }
    default:
      return DERIVED[type] ?? [];
  }
}

/** Policies that came must be those that resources of their own attach or write. */
function rolePolicies({ before, after }: Sides, state: State): string[] {
  const ofRole = ({ role }: Readonly<Record<string, unknown>>) => role === after["name"];
  const attached = state.of("aws_iam_role_policy_attachment").filter(ofRole);
  const arns = new Set([
    ...strings(before["managed_policy_arns"]),
    ...attached.map(({ policy_arn: arn }) => text(arn)),
  ]);
  const written = state.of("aws_iam_role_policy").filter(ofRole);
  const inline = blocks(after["inline_policy"]).every(
    (policy) =>
      blocks(before["inline_policy"]).some((earlier) => isDeepStrictEqual(earlier, policy)) ||
      written.some(({ name, policy: document }) => {
        return name === policy["name"] && document === policy["policy"];
      }),
  );
  return [
    ...(strings(after["managed_policy_arns"]).every((arn) => arns.has(arn))
      ? ["managed_policy_arns"]
      : []),
    ...(inline ? ["inline_policy"] : []),
  ];
}

function blocks(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isContainer) : [];
}

function isAutoscaled({ after }: Sides, state: State): boolean {
  const cluster = text(after["cluster"]).split("/").at(-1);
  return state
    .of("aws_appautoscaling_target")
    .some(({ resource_id: id }) => id === `service/${cluster}/${text(after["name"])}`);
}
