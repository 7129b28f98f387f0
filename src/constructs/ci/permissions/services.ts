import {
  allow,
  arn,
  bucketArn,
  carriesTags,
  equals,
  givesTags,
  type Ownership,
  type Statement,
} from "./ownership";

/** The load balancer with its listeners and rules by name, its target groups by their tags. */
export function manageLoadBalancer(owner: Ownership): Statement[] {
  const balancing = (resource: string) => arn(owner, "elasticloadbalancing", resource);
  const targetGroups = [balancing("targetgroup/*")];
  return [
    allow(
      [
        "AddTags",
        "CreateListener",
        "CreateLoadBalancer",
        "CreateRule",
        "DeleteListener",
        "DeleteLoadBalancer",
        "DeleteRule",
        "ModifyListener",
        "ModifyListenerAttributes",
        "ModifyLoadBalancerAttributes",
        "ModifyRule",
        "RemoveTags",
        "SetIpAddressType",
        "SetRulePriorities",
        "SetSecurityGroups",
        "SetSubnets",
      ].map((action) => `elasticloadbalancing:${action}`),
      ["loadbalancer", "listener", "listener-rule"].map((kind) =>
        balancing(`${kind}/app/${owner.prefix}/*`),
      ),
    ),
    allow(
      ["elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:AddTags"],
      targetGroups,
      ...givesTags(owner),
    ),
    allow(
      [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveTags",
      ],
      targetGroups,
      ...carriesTags(owner),
    ),
  ];
}

/** @param emptied whether a destroy deletes the logs with the bucket */
export function manageAccessLogs(owner: Ownership, emptied: boolean): Statement[] {
  const bucket = bucketArn(owner, `${owner.prefix}-alb-logs-${owner.account.id}`);
  return [
    allow(
      [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        ...(emptied ? ["s3:ListBucketVersions"] : []),
      ],
      [bucket],
    ),
    ...(emptied ? [allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], [`${bucket}/*`])] : []),
  ];
}

/** The Auto Scaling group and the cluster's list of capacity providers. */
export function manageCapacity(owner: Ownership): Statement[] {
  const { prefix, clusterName } = owner;
  return [
    allow(
      [
        "autoscaling:CancelInstanceRefresh",
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteAutoScalingGroup",
        "autoscaling:DeleteTags",
        "autoscaling:SetInstanceProtection",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      [arn(owner, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${prefix}`)],
    ),
    allow(
      [
        "ecs:CreateCapacityProvider",
        "ecs:DeleteCapacityProvider",
        "ecs:TagResource",
        "ecs:UntagResource",
        "ecs:UpdateCapacityProvider",
      ],
      [arn(owner, "ecs", `capacity-provider/${prefix}`)],
    ),
    allow(["ecs:PutClusterCapacityProviders"], [arn(owner, "ecs", `cluster/${clusterName}`)]),
  ];
}

/** The ECS services, their task definitions, logs and autoscaling. */
export function manageServices(owner: Ownership): Statement[] {
  const { prefix, clusterName } = owner;
  return [
    allow(
      [
        "ecs:CreateService",
        "ecs:DeleteService",
        "ecs:TagResource",
        "ecs:UntagResource",
        "ecs:UpdateService",
      ],
      [arn(owner, "ecs", `service/${clusterName}/${prefix}-*`)],
    ),
    ...registerTaskDefinitions(owner, `${prefix}-*`),
    allow(
      [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      [arn(owner, "logs", `log-group:/ecs/${prefix}-*`)],
    ),
    ...scaleServices(owner),
  ];
}

/** A registration has no resource to be scoped to, so its tags tell whose it is. */
export function registerTaskDefinitions(owner: Ownership, family: string): Statement[] {
  return [
    allow(["ecs:RegisterTaskDefinition"], ["*"], ...givesTags(owner)),
    allow(
      ["ecs:TagResource", "ecs:UntagResource"],
      [arn(owner, "ecs", `task-definition/${family}:*`)],
    ),
  ];
}

/**
 * Application Auto Scaling makes the alarms of target tracking in the name of who asks for it.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html
 */
function scaleServices(owner: Ownership): Statement[] {
  const { prefix, clusterName } = owner;
  return [
    allow(
      [
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget",
      ],
      [arn(owner, "application-autoscaling", "scalable-target/*")],
      equals("application-autoscaling:service-namespace", "ecs"),
    ),
    allow(
      ["application-autoscaling:TagResource", "application-autoscaling:UntagResource"],
      [arn(owner, "application-autoscaling", "scalable-target/*")],
    ),
    allow(
      ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
      [arn(owner, "cloudwatch", `alarm:TargetTracking-service/${clusterName}/${prefix}-*`)],
    ),
  ];
}
