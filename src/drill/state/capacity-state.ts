import {
  type AutoScalingGroup,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import { type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../../topology/live/clients";
import { findInstanceGroup, subnetsOf } from "../../topology/live/instances";
import type { EnvironmentScope } from "../environment-scope";
import type { ActivityState, GroupState, InstanceState } from "./observation";

const ACTIVITIES_KEPT = 20;

/** The environment's own instances, known by all of its tags; a terminated one shows for a while. */
export async function readInstanceStates(
  { ec2 }: AwsClients,
  { instanceTags }: EnvironmentScope,
): Promise<InstanceState[]> {
  const Filters = Object.entries(instanceTags).map(([key, value]) => ({
    Name: `tag:${key}`,
    Values: [value],
  }));
  const found: InstanceState[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances(
    { client: ec2 },
    { Filters },
  )) {
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances).map(instanceState));
  }
  return found;
}

function instanceState(instance: Instance): InstanceState {
  return {
    id: instance.InstanceId ?? "",
    zone: instance.Placement?.AvailabilityZone ?? "",
    state: instance.State?.Name ?? "",
    isSpot: instance.InstanceLifecycle === "spot",
    tags: tagsOf(instance.Tags),
  };
}

export async function readGroupState(
  clients: AwsClients,
  { instanceGroup }: EnvironmentScope,
): Promise<GroupState> {
  return groupState(await findInstanceGroup(clients, instanceGroup));
}

function groupState(group: AutoScalingGroup): GroupState {
  return {
    name: group.AutoScalingGroupName ?? "",
    desired: group.DesiredCapacity ?? 0,
    subnetIds: subnetsOf(group),
    members: (group.Instances ?? []).map((instance) => ({
      instanceId: instance.InstanceId ?? "",
      zone: instance.AvailabilityZone ?? "",
      lifecycle: instance.LifecycleState ?? "",
    })),
    tags: tagsOf(group.Tags),
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap(
      ({ ProcessName }) => ProcessName ?? [],
    ),
  };
}

export async function readActivities(
  { autoScaling }: AwsClients,
  { instanceGroup }: EnvironmentScope,
): Promise<ActivityState[]> {
  const { Activities = [] } = await autoScaling.send(
    new DescribeScalingActivitiesCommand({
      AutoScalingGroupName: instanceGroup,
      MaxRecords: ACTIVITIES_KEPT,
    }),
  );
  return Activities.map(({ ActivityId = "", Description = "" }) => ({
    id: ActivityId,
    description: Description,
  }));
}

function tagsOf(
  tags: readonly { readonly Key?: string; readonly Value?: string }[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
