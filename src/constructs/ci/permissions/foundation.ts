import { tagNew } from "./network";
import { allow, arn, carriesTags, givesTags, type Ownership, type Statement } from "./ownership";
import { registerTaskDefinitions } from "./services";

const CREATE = ["ec2:CreateInternetGateway", "ec2:CreateVpc"];

/** The VPC, the gateway, the cluster and the task definitions that an empty account starts with. */
export function manageFoundation(owner: Ownership, application: string): Statement[] {
  const network = ["internet-gateway", "vpc"].map((kind) => arn(owner, "ec2", `${kind}/*`));
  return [
    allow(CREATE, network, ...givesTags(owner)),
    tagNew(owner, network, CREATE),
    allow(
      [
        "ec2:AttachInternetGateway",
        "ec2:CreateTags",
        "ec2:DeleteInternetGateway",
        "ec2:DeleteTags",
        "ec2:DeleteVpc",
        "ec2:DetachInternetGateway",
        "ec2:ModifyVpcAttribute",
      ],
      network,
      ...carriesTags(owner),
    ),
    allow(
      [
        "ecs:CreateCluster",
        "ecs:DeleteCluster",
        "ecs:TagResource",
        "ecs:UntagResource",
        "ecs:UpdateCluster",
        "ecs:UpdateClusterSettings",
      ],
      [arn(owner, "ecs", `cluster/${owner.clusterName}`)],
    ),
    ...registerTaskDefinitions(owner, `${application}-*`),
    // AWS cannot scope it.
    allow(["ecs:DeregisterTaskDefinition"], ["*"]),
  ];
}
