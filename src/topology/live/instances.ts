import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type LaunchTemplateSpecification,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeLaunchTemplateVersionsCommand,
  type ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { type Knowable, unknown } from "../knowable";
import type { InstanceGroup, SpotShare } from "../model";
import type { AwsClients } from "./clients";
import { NotFoundInAccount } from "./scope";
import { readTraffic } from "./traffic";

/** A group as the API tells it. @throws NotFoundInAccount where there is none of the name */
export async function findInstanceGroup(
  { autoScaling }: AwsClients,
  name: string,
): Promise<AutoScalingGroup> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  const [group] = AutoScalingGroups;
  if (!group) {
    throw new NotFoundInAccount(
      `no Auto Scaling group "${name}": deploy the environment first, or check account and region`,
    );
  }
  return group;
}

export async function readInstanceGroup(
  clients: AwsClients,
  group: AutoScalingGroup,
  zones: readonly string[],
): Promise<InstanceGroup> {
  const template = await readTemplate(clients, templateOf(group));
  const types = typesOf(group, template);
  const securityGroups =
    template?.NetworkInterfaces?.flatMap(({ Groups = [] }) => Groups) ??
    template?.SecurityGroupIds ??
    [];
  const { ingress } = await readTraffic(clients, securityGroups);
  const { InstanceMaintenancePolicy: maintenance } = group;
  return {
    address: group.AutoScalingGroupARN ?? "",
    name: group.AutoScalingGroupName ?? unknown("not told"),
    subnets: subnetsOf(group),
    minSize: group.MinSize ?? unknown("not told"),
    maxSize: group.MaxSize ?? unknown("not told"),
    desiredCapacity: group.DesiredCapacity,
    instanceTypes: types,
    spot: spotOf(group),
    protectedFromScaleIn: group.NewInstancesProtectedFromScaleIn ?? false,
    distribution: distributionOf(group),
    maintenancePolicy:
      maintenance?.MinHealthyPercentage === undefined ||
      maintenance.MaxHealthyPercentage === undefined
        ? undefined
        : {
            minHealthyPercent: maintenance.MinHealthyPercentage,
            maxHealthyPercent: maintenance.MaxHealthyPercentage,
          },
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap(
      ({ ProcessName }) => ProcessName ?? [],
    ),
    propagatedTags: (group.Tags ?? []).flatMap(({ Key, PropagateAtLaunch }) =>
      PropagateAtLaunch && Key ? [Key] : [],
    ),
    instanceRefresh: unknown("how Terraform replaces instances: not told by a live account"),
    templateVersion: templateOf(group)?.Version ?? unknown("not told"),
    securityGroups,
    ingress,
    typesOfferedInEveryZone: await offeredInEveryZone(clients, types, zones),
  };
}

function distributionOf({ AvailabilityZoneDistribution }: AutoScalingGroup) {
  const strategy = AvailabilityZoneDistribution?.CapacityDistributionStrategy;
  return strategy === "reservations-then-balanced"
    ? unknown(`"${strategy}" follows capacity reservations, which are not read`)
    : (strategy ?? "balanced-best-effort");
}

/** Ids, in the order that the group has them. */
export function subnetsOf({ VPCZoneIdentifier }: AutoScalingGroup): readonly string[] {
  return (VPCZoneIdentifier ?? "").split(",").filter((id) => id !== "");
}

function templateOf(group: AutoScalingGroup): LaunchTemplateSpecification | undefined {
  return (
    group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification
  );
}

async function readTemplate(
  { ec2 }: AwsClients,
  template: LaunchTemplateSpecification | undefined,
): Promise<ResponseLaunchTemplateData | undefined> {
  if (!template) {
    return undefined;
  }
  const { LaunchTemplateVersions = [] } = await ec2.send(
    new DescribeLaunchTemplateVersionsCommand({
      ...(template.LaunchTemplateId
        ? { LaunchTemplateId: template.LaunchTemplateId }
        : { LaunchTemplateName: template.LaunchTemplateName }),
      Versions: [template.Version ?? "$Default"],
    }),
  );
  return LaunchTemplateVersions[0]?.LaunchTemplateData;
}

function typesOf(
  group: AutoScalingGroup,
  template: ResponseLaunchTemplateData | undefined,
): readonly string[] {
  const overrides = group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const types = overrides.flatMap(({ InstanceType }) => InstanceType ?? []);
  return types.length > 0 ? types : template?.InstanceType ? [template.InstanceType] : [];
}

function spotOf({ MixedInstancesPolicy: policy }: AutoScalingGroup): SpotShare {
  const distribution = policy?.InstancesDistribution;
  return {
    onDemandBase: distribution?.OnDemandBaseCapacity ?? 0,
    onDemandPercent: distribution?.OnDemandPercentageAboveBaseCapacity ?? 100,
  };
}

async function offeredInEveryZone(
  { ec2 }: AwsClients,
  types: readonly string[],
  zones: readonly string[],
): Promise<Knowable<boolean>> {
  if (types.length === 0) {
    return unknown("the instance types are not told");
  }
  try {
    const { InstanceTypeOfferings = [] } = await ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: "availability-zone",
        Filters: [{ Name: "instance-type", Values: [...types] }],
      }),
    );
    const offered = new Set(
      InstanceTypeOfferings.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`),
    );
    return types.every((type) => zones.every((zone) => offered.has(`${type} ${zone}`)));
  } catch (error) {
    return unknown(`the offerings could not be read: ${String(error)}`);
  }
}
