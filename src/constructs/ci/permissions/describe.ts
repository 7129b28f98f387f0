import {
  allow,
  arn,
  bucketArn,
  carriesTags,
  globalArn,
  type Ownership,
  type Statement,
} from "./ownership";

/** What Terraform reads to compare the environment with its state, and a preflight to judge it. */
export function describe(owner: Ownership): Statement[] {
  return [
    allow(UNSCOPED, ["*"]),
    ...describeByName(owner),
    allow(
      ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      [arn(owner, "kms", "key/*")],
      ...carriesTags(owner),
    ),
    allow(
      ["fis:GetExperimentTemplate", "fis:ListTagsForResource"],
      [arn(owner, "fis", "experiment-template/*")],
      ...carriesTags(owner),
    ),
    allow(["ssm:GetParameter"], [imageParameters(owner)]),
  ];
}

function describeByName(owner: Ownership): Statement[] {
  const { prefix } = owner;
  return [
    allow(
      [
        "iam:GetInstanceProfile",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
      ],
      [
        globalArn(owner, "iam", `role/${prefix}-*`),
        globalArn(owner, "iam", `instance-profile/${prefix}-*`),
      ],
    ),
    allow(
      ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
      [arn(owner, "sns", `${prefix}-alarms`)],
    ),
    allow(["cloudwatch:GetDashboard"], [globalArn(owner, "cloudwatch", `dashboard/${prefix}`)]),
    allow(["cloudwatch:ListTagsForResource"], [arn(owner, "cloudwatch", `alarm:${prefix}-*`)]),
    allow(["logs:ListTagsForResource"], [arn(owner, "logs", `log-group:/ecs/${prefix}-*`)]),
    allow(BUCKET_SETTINGS, [bucketArn(owner, `${prefix}-alb-logs-${owner.account.id}`)]),
  ];
}

/** Of AWS itself: the parameter of the current ECS-optimized image, and no one's secrets. */
function imageParameters({ account, region }: Ownership): string {
  return `arn:${account.partition}:ssm:${region}::parameter/aws/service/ecs/optimized-ami/*`;
}

/**
 * Actions that AWS cannot scope to a resource, or whose resource has no name of ours.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const UNSCOPED = [
  "application-autoscaling:DescribeScalableTargets",
  "application-autoscaling:DescribeScalingPolicies",
  "application-autoscaling:ListTagsForResource",
  "autoscaling:DescribeAutoScalingGroups",
  "autoscaling:DescribeInstanceRefreshes",
  "autoscaling:DescribeLifecycleHooks",
  "autoscaling:DescribeScalingActivities",
  "autoscaling:DescribeWarmPool",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetMetricData",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeImages",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceTypeOfferings",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribeLaunchTemplateVersions",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcAttribute",
  "ec2:DescribeVpcs",
  "ecs:DescribeCapacityProviders",
  "ecs:DescribeClusters",
  "ecs:DescribeContainerInstances",
  "ecs:DescribeServiceDeployments",
  "ecs:DescribeServiceRevisions",
  "ecs:DescribeServices",
  "ecs:DescribeTaskDefinition",
  "ecs:DescribeTasks",
  "ecs:ListContainerInstances",
  "ecs:ListServiceDeployments",
  "ecs:ListTagsForResource",
  "ecs:ListTasks",
  "elasticloadbalancing:DescribeCapacityReservation",
  "elasticloadbalancing:DescribeListenerAttributes",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTags",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "fis:ListExperiments",
  "kms:ListAliases",
  "logs:DescribeLogGroups",
  "sns:GetSubscriptionAttributes",
];

/** Of the bucket itself: not one of them reads an object. */
const BUCKET_SETTINGS = [
  "s3:GetAccelerateConfiguration",
  "s3:GetBucketAcl",
  "s3:GetBucketCORS",
  "s3:GetBucketLocation",
  "s3:GetBucketLogging",
  "s3:GetBucketObjectLockConfiguration",
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketRequestPayment",
  "s3:GetBucketTagging",
  "s3:GetBucketVersioning",
  "s3:GetBucketWebsite",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
];
