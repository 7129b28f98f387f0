import {
  allow,
  arn,
  carriesTags,
  equals,
  givesTags,
  type Ownership,
  type Statement,
} from "./ownership";

/** Kinds of resources of EC2 that carry the environment's tags from their creation on. */
const TAGGED = [
  "launch-template",
  "route-table",
  "security-group",
  "security-group-rule",
  "subnet",
];

const CREATE_IN_VPC = ["ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet"];

const CREATE = ["ec2:CreateLaunchTemplate", ...CREATE_IN_VPC];

/** A rule is created in a group, which must be the environment's own too. */
const OPEN = ["ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress"];

const CHANGE = [
  "ec2:AssociateRouteTable",
  "ec2:CreateLaunchTemplateVersion",
  "ec2:CreateRoute",
  "ec2:CreateTags",
  "ec2:DeleteLaunchTemplate",
  "ec2:DeleteLaunchTemplateVersions",
  "ec2:DeleteRoute",
  "ec2:DeleteRouteTable",
  "ec2:DeleteSecurityGroup",
  "ec2:DeleteSubnet",
  "ec2:DeleteTags",
  "ec2:DisassociateRouteTable",
  "ec2:ModifyLaunchTemplate",
  "ec2:ModifySecurityGroupRules",
  "ec2:ModifySubnetAttribute",
  "ec2:ReplaceRoute",
  "ec2:ReplaceRouteTableAssociation",
  "ec2:RevokeSecurityGroupEgress",
  "ec2:RevokeSecurityGroupIngress",
  "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
  "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
];

/** Subnets, routes, security groups and launch templates: the environment's own. */
export function manageNetwork(owner: Ownership): Statement[] {
  const resources = TAGGED.map((kind) => arn(owner, "ec2", `${kind}/*`));
  return [
    allow([...CREATE, ...OPEN], resources, ...givesTags(owner)),
    allow([...CHANGE, ...OPEN], resources, ...carriesTags(owner)),
    // The VPC that they are created in exists before, and has no tags of ours.
    allow(CREATE_IN_VPC, [arn(owner, "ec2", "vpc/*")]),
    tagNew(owner, resources, [...CREATE, ...OPEN]),
  ];
}

/** Lets tags be given to what is being created, and to nothing that exists. */
export function tagNew(
  owner: Ownership,
  resources: readonly string[],
  creations: readonly string[],
): Statement {
  const names = creations.map((action) => action.slice("ec2:".length));
  return allow(
    ["ec2:CreateTags"],
    resources,
    ...givesTags(owner),
    equals("ec2:CreateAction", ...names),
  );
}

/**
 * Auto Scaling asks, in the name of who creates or changes the group, whether they may run its
 * instances.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
export function launchInstances(owner: Ownership): Statement[] {
  const launched = ["instance", "network-interface", "volume"].map((kind) =>
    arn(owner, "ec2", `${kind}/*`),
  );
  return [
    allow(["ec2:RunInstances"], ["*"], {
      test: "ArnLike",
      variable: "ec2:LaunchTemplate",
      values: [arn(owner, "ec2", "launch-template/*")],
    }),
    tagNew(owner, launched, ["ec2:RunInstances"]),
  ];
}
