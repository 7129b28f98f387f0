import type { Action } from "../plan/actions";
import type { Level } from "./risk";

type Judged = Exclude<Action, "nothing" | "read" | "create" | "update">;

/** What losing a resource means, and who may decide it: `safe` needs nobody. */
export interface Policy extends Readonly<Record<Judged, Level | "safe">> {
  /** Of all types where it is left out. */
  readonly types?: readonly string[];
  readonly why: string;
}

const BLOCKED = {
  destroy: "blocked",
  replace: "blocked",
  "create-before-destroy": "blocked",
  "create-then-forget": "yes",
  forget: "yes",
} as const;

/** Its successor stands before it goes. */
const BLOCKED_UNLESS_CREATED_FIRST = { ...BLOCKED, "create-before-destroy": "yes" } as const;

const YES = {
  destroy: "yes",
  replace: "yes",
  "create-before-destroy": "yes",
  "create-then-forget": "yes",
  forget: "yes",
} as const;

const SAFE_TO_REPLACE = { ...YES, replace: "safe", "create-before-destroy": "safe" } as const;

const SAFE = {
  destroy: "safe",
  replace: "safe",
  "create-before-destroy": "safe",
  "create-then-forget": "safe",
  forget: "safe",
} as const;

/** The first that names the type counts; the last is for every other. */
export const POLICIES: readonly Policy[] = [
  {
    types: [
      "aws_backup_vault",
      "aws_db_instance",
      "aws_docdb_cluster",
      "aws_dynamodb_table",
      "aws_ebs_volume",
      "aws_efs_file_system",
      "aws_elasticache_cluster",
      "aws_elasticache_replication_group",
      "aws_fsx_lustre_file_system",
      "aws_fsx_ontap_file_system",
      "aws_fsx_windows_file_system",
      "aws_kinesis_stream",
      "aws_opensearch_domain",
      "aws_rds_cluster",
      "aws_redshift_cluster",
      "aws_s3_bucket",
      "aws_s3_object",
      "aws_secretsmanager_secret",
      "aws_sqs_queue",
    ],
    why: "it holds data, which goes with it",
    ...BLOCKED,
  },
  {
    types: ["aws_kms_key"],
    why: "what it encrypted can be read by nobody without it",
    ...BLOCKED,
  },
  {
    types: ["aws_lb"],
    why: "it takes in all traffic, and its successor has another DNS name",
    ...BLOCKED,
  },
  {
    types: ["aws_lb_listener", "aws_lb_target_group"],
    why: "the load balancer serves nobody without it",
    ...BLOCKED_UNLESS_CREATED_FIRST,
  },
  {
    types: ["aws_ecs_service"],
    why: "its tasks stop, and nothing answers until others run",
    ...BLOCKED_UNLESS_CREATED_FIRST,
  },
  {
    types: ["aws_autoscaling_group"],
    why: "its instances go, with every task on them",
    ...BLOCKED_UNLESS_CREATED_FIRST,
  },
  {
    types: ["aws_ecs_capacity_provider", "aws_ecs_cluster_capacity_providers"],
    why: "the cluster's services have no instances to be placed on without it",
    ...BLOCKED,
  },
  {
    types: ["aws_ecs_cluster"],
    why: "every service of the cluster goes with it",
    ...BLOCKED,
  },
  {
    types: [
      "aws_internet_gateway",
      "aws_main_route_table_association",
      "aws_nat_gateway",
      "aws_network_acl",
      "aws_route",
      "aws_route_table",
      "aws_route_table_association",
      "aws_subnet",
      "aws_vpc",
    ],
    why: "a zone's traffic goes through it",
    ...BLOCKED_UNLESS_CREATED_FIRST,
  },
  {
    types: ["aws_acm_certificate", "aws_route53_record", "aws_route53_zone"],
    why: "clients find or trust the service by it",
    ...BLOCKED_UNLESS_CREATED_FIRST,
  },
  {
    types: ["aws_cloudwatch_composite_alarm", "aws_cloudwatch_metric_alarm", "aws_sns_topic"],
    why: "nobody hears of a lost zone without it",
    ...YES,
  },
  {
    types: ["aws_sns_topic_subscription"],
    why: "whoever subscribed hears of a lost zone no more",
    ...YES,
  },
  {
    types: ["aws_lb_listener_rule"],
    why: "requests that it routes go elsewhere without it",
    ...YES,
  },
  {
    types: [
      "aws_iam_instance_profile",
      "aws_iam_policy",
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_iam_role_policy_attachment",
    ],
    why: "instances, tasks and services lose rights that they may need",
    ...YES,
  },
  {
    types: ["aws_appautoscaling_policy", "aws_appautoscaling_target"],
    why: "the service does not grow with its load without it",
    ...YES,
  },
  {
    types: [
      "aws_security_group",
      "aws_security_group_rule",
      "aws_vpc_security_group_egress_rule",
      "aws_vpc_security_group_ingress_rule",
    ],
    why: "connections that it lets through fail without it",
    ...YES,
  },
  {
    types: ["aws_ecs_task_definition"],
    why: "a deployment that fails cannot go back to it",
    ...SAFE_TO_REPLACE,
  },
  {
    types: ["aws_cloudwatch_dashboard"],
    why: "it only shows what is measured elsewhere",
    ...SAFE,
  },
  {
    why: "what it holds or carries is not known to this review",
    ...YES,
  },
];

const BY_TYPE: ReadonlyMap<string, Policy> = new Map(
  POLICIES.flatMap((policy) => (policy.types ?? []).map((type) => [type, policy])),
);

/** What counts for a type; types that are not named are taken for worth a look. */
export function policyFor(type: string): Policy {
  return BY_TYPE.get(type) ?? (POLICIES.at(-1) as Policy);
}
