import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import { ServiceRole } from "../common/service-role";

export interface ContainerInstanceTemplateProps {
  readonly name: string;
  readonly account: AwsAccount;
  readonly clusterName: string;
  readonly instanceType: string;
  readonly architecture: "x86_64" | "arm64";
  /** @default the current ECS-optimized Amazon Linux 2023 */
  readonly imageId?: string;
  readonly rootVolumeGiB: number;
  readonly securityGroup: SecurityGroup;
  readonly tags: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html */
const IMAGE_PARAMETERS = {
  x86_64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
  arm64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
} as const;

/** How an instance of the cluster starts. */
export class ContainerInstanceTemplate extends Construct {
  readonly template: LaunchTemplate;
  readonly role: ServiceRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ContainerInstanceTemplateProps,
  ) {
    super(scope, id);
    this.role = this.createRole();
    this.template = this.createTemplate(this.createProfile());
  }

  /** Session Manager stands in for SSH: no port open, every session logged. */
  private createRole(): ServiceRole {
    return new ServiceRole(this, "instance-role", {
      namePrefix: `${this.props.name}-ec2-`,
      description: `Container instances of ${this.props.name}`,
      account: this.props.account,
      trusted: "ec2.amazonaws.com",
      managedPolicies: [
        "service-role/AmazonEC2ContainerServiceforEC2Role",
        "AmazonSSMManagedInstanceCore",
      ],
    });
  }

  private createProfile(): IamInstanceProfile {
    return new IamInstanceProfile(this, "instance-profile", {
      namePrefix: `${this.props.name}-`,
      role: this.role.role.name,
    });
  }

  private createTemplate(profile: IamInstanceProfile): LaunchTemplate {
    const { name, tags } = this.props;
    return new LaunchTemplate(this, "template", {
      namePrefix: `${name}-`,
      description: `Container instances of ${name}`,
      updateDefaultVersion: true,
      imageId: this.props.imageId ?? this.currentImage(),
      instanceType: this.props.instanceType,
      iamInstanceProfile: { arn: profile.arn },
      userData: Fn.base64encode(this.userData()),
      // Hop limit 1: a container in bridge mode cannot reach the instance's credentials.
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: this.props.rootVolumeGiB,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      networkInterfaces: [
        {
          // The subnets are public and have no NAT: without an address the agent reaches nothing.
          associatePublicIpAddress: "true",
          deleteOnTermination: "true",
          securityGroups: [this.props.securityGroup.id],
        },
      ],
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: { ...tags, Name: name },
      })),
    });
  }

  /** `value` is marked as a secret in plans; an image id is none. */
  private currentImage(): string {
    return new DataAwsSsmParameter(this, "image", {
      name: IMAGE_PARAMETERS[this.props.architecture],
    }).insecureValue;
  }

  private userData(): string {
    return [
      "#!/bin/bash",
      "cat >> /etc/ecs/ecs.config <<'CONFIG'",
      `ECS_CLUSTER=${this.props.clusterName}`,
      "ECS_AWSVPC_BLOCK_IMDS=true",
      "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
      "CONFIG",
      "",
    ].join("\n");
  }
}
