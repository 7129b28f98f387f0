import { allow, equals, globalArn, type Ownership, type Statement } from "./ownership";

/** Who takes the roles that the stacks create. */
const TAKERS = ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "fis.amazonaws.com"];

/** What the stacks attach, by path and name of AWS's own policies. */
const ATTACHED = [
  "AmazonSSMManagedInstanceCore",
  "service-role/AmazonEC2ContainerServiceforEC2Role",
  "service-role/AmazonECSTaskExecutionRolePolicy",
];

/** AWS's own roles, which it creates at the first use of a service in an account. */
const SERVICE_LINKED = [
  "autoscaling.amazonaws.com",
  "ecs.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
];

/** @param policyArns what the settings attach to the roles of tasks */
export function manageRoles(owner: Ownership, policyArns: readonly string[]): Statement[] {
  const { account, prefix } = owner;
  const roles = [globalArn(owner, "iam", `role/${prefix}-*`)];
  return [
    allow(
      [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:ListInstanceProfilesForRole",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      roles,
    ),
    allow(["iam:AttachRolePolicy"], roles, {
      test: "ArnEquals",
      variable: "iam:PolicyARN",
      values: [
        ...ATTACHED.map((policy) => `arn:${account.partition}:iam::aws:policy/${policy}`),
        ...policyArns,
      ],
    }),
    allow(["iam:PassRole"], roles, equals("iam:PassedToService", ...TAKERS)),
    allow(
      [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:UntagInstanceProfile",
      ],
      [globalArn(owner, "iam", `instance-profile/${prefix}-*`)],
    ),
    allow(
      ["iam:CreateServiceLinkedRole"],
      [globalArn(owner, "iam", "role/aws-service-role/*")],
      equals("iam:AWSServiceName", ...SERVICE_LINKED),
    ),
  ];
}
