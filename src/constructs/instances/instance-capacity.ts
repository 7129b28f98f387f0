import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import type { ZonalNetwork } from "../network/zonal-network";
import { ContainerInstanceTemplate } from "./container-instance-template";
import type { ExistingCluster } from "./existing-cluster";

export interface InstanceCapacityProps {
  /** Name of the Auto Scaling group and of the capacity provider. */
  readonly name: string;
  readonly account: AwsAccount;
  readonly network: ZonalNetwork;
  readonly cluster: ExistingCluster;
  /** In order of preference. */
  readonly instanceTypes: readonly string[];
  readonly architecture: "x86_64" | "arm64";
  /** Share of Spot above one On-Demand instance a zone. */
  readonly spotPercent: number;
  readonly minimumSize: number;
  readonly maximumSize: number;
  readonly targetCapacityPercent: number;
  readonly instanceWarmupSeconds: number;
  readonly rootVolumeGiB: number;
  /** @default the current ECS-optimized Amazon Linux 2023 */
  readonly imageId?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Container instances in every zone of the network, scaled by ECS. */
export class InstanceCapacity extends Construct {
  readonly securityGroup: SecurityGroup;
  readonly group: AutoscalingGroup;
  readonly provider: EcsCapacityProvider;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: InstanceCapacityProps,
  ) {
    super(scope, id);
    this.securityGroup = this.createSecurityGroup();
    this.group = this.createGroup(this.createTemplate(), this.allowEgress());
    this.provider = this.createProvider();
  }

  /** No SSH: Session Manager needs no open port. Each path from the load balancer adds its own. */
  private createSecurityGroup(): SecurityGroup {
    return new SecurityGroup(this, "security-group", {
      namePrefix: `${this.props.name}-instances-`,
      description: `Container instances of ${this.props.name}: from the load balancer alone`,
      vpcId: this.props.network.vpcId,
      tags: { Name: `${this.props.name}-instances` },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private allowEgress(): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this, "egress", {
      securityGroupId: this.securityGroup.id,
      description: "ECS, ECR, Systems Manager and whatever the tasks call",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
  }

  private createTemplate(): ContainerInstanceTemplate {
    return new ContainerInstanceTemplate(this, "instances", {
      name: this.props.name,
      account: this.props.account,
      clusterName: this.props.cluster.name,
      instanceType: this.props.instanceTypes[0] as string,
      architecture: this.props.architecture,
      imageId: this.props.imageId,
      rootVolumeGiB: this.props.rootVolumeGiB,
      securityGroup: this.securityGroup,
      tags: this.props.tags,
    });
  }

  private createGroup(
    { template, role }: ContainerInstanceTemplate,
    egress: VpcSecurityGroupEgressRule,
  ): AutoscalingGroup {
    const { props } = this;
    return new AutoscalingGroup(this, "group", {
      name: props.name,
      vpcZoneIdentifier: props.network.subnetIds,
      minSize: props.minimumSize,
      maxSize: props.maximumSize,
      // ECS must know the group as a capacity provider before its first instance registers; the
      // services wait for the capacity by themselves.
      waitForCapacityTimeout: "0",
      healthCheckType: "EC2",
      healthCheckGracePeriod: props.instanceWarmupSeconds,
      defaultInstanceWarmup: props.instanceWarmupSeconds,
      // A zone that cannot launch must not keep the other from doing so.
      availabilityZoneDistribution: { capacityDistributionStrategy: "balanced-best-effort" },
      // Start the new instance before the old one goes.
      instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
      // Managed termination protection needs it: ECS lifts it where an instance is empty.
      protectFromScaleIn: true,
      ...this.launchFrom(template),
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          instanceWarmup: `${props.instanceWarmupSeconds}`,
          // Every instance is protected, and none would be replaced without this.
          scaleInProtectedInstances: "Refresh",
          skipMatching: true,
        },
      },
      tag: this.groupTags(),
      // An instance that loses its way out cannot report that its tasks have stopped, and a destroy
      // would wait for them in vain.
      dependsOn: [...role.permissions, egress, ...props.network.routes],
    });
  }

  /** The version by its number: `$Latest` would hide from the plan that instances are replaced. */
  private launchFrom(template: ContainerInstanceTemplate["template"]) {
    const { instanceTypes, spotPercent, network } = this.props;
    const version = Fn.tostring(template.latestVersion);
    if (instanceTypes.length === 1 && spotPercent === 0) {
      return { launchTemplate: { id: template.id, version } };
    }
    return {
      capacityRebalance: spotPercent > 0,
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: template.id, version },
          override: instanceTypes.map((instanceType) => ({ instanceType })),
        },
        instancesDistribution: {
          onDemandAllocationStrategy: "prioritized",
          onDemandBaseCapacity: network.zones.length,
          onDemandPercentageAboveBaseCapacity: 100 - spotPercent,
          spotAllocationStrategy: "price-capacity-optimized",
        },
      },
    };
  }

  /** ECS adds AmazonECSManaged by itself; unless it stands here, every plan would remove it. */
  private groupTags() {
    const tags = { ...this.props.tags, Name: this.props.name, AmazonECSManaged: "true" };
    return Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
  }

  private createProvider(): EcsCapacityProvider {
    return new EcsCapacityProvider(this, "provider", {
      name: this.props.name,
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.group.arn,
        managedTerminationProtection: "ENABLED",
        managedDraining: "ENABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: this.props.targetCapacityPercent,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: this.props.maximumSize,
          instanceWarmupPeriod: this.props.instanceWarmupSeconds,
        },
      },
    });
  }
}
