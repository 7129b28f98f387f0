import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateNetworkAclCommand,
  type CreateNetworkAclCommandInput,
  DeleteNetworkAclCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  ReplaceNetworkAclAssociationCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  paginateListExperiments,
  StartExperimentCommand,
  StopExperimentCommand,
} from "@aws-sdk/client-fis";
import type { AwsClients } from "../../topology/live/clients";
import { findInstanceGroup } from "../../topology/live/instances";
import { DrillError } from "../drill-error";
import type { Account, AclAssociation, Experiment } from "./account";
import { DRILL_TAG } from "./change";

/** Until what was changed is seen everywhere, as a rule. */
const PAUSE_MS = 2_000;

/** The account that AWS's own clients reach. */
export class AwsAccount implements Account {
  constructor(private readonly clients: AwsClients) {}

  async groupTag(group: string, key: string): Promise<string | undefined> {
    const { Tags = [] } = await findInstanceGroup(this.clients, group);
    return Tags.find(({ Key }) => Key === key)?.Value;
  }

  async tagGroup(group: string, key: string, value: string): Promise<void> {
    const tag = { ...groupTag(group, key), Value: value, PropagateAtLaunch: false };
    await this.clients.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags: [tag] }));
  }

  async untagGroup(group: string, key: string): Promise<void> {
    await this.clients.autoScaling.send(new DeleteTagsCommand({ Tags: [groupTag(group, key)] }));
  }

  async suspendProcesses(group: string, processes: readonly string[]): Promise<void> {
    await this.clients.autoScaling.send(new SuspendProcessesCommand(some(group, processes)));
  }

  async resumeProcesses(group: string, processes: readonly string[]): Promise<void> {
    await this.clients.autoScaling.send(new ResumeProcessesCommand(some(group, processes)));
  }

  async instanceStates(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { Reservations = [] } = await this.clients.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "instance-id", Values: [...ids] }] }),
    );
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    return new Map(
      instances.map(({ InstanceId = "", State }) => [InstanceId, State?.Name ?? "unknown"]),
    );
  }

  /**
   * Without an orderly shutdown where the instance type allows that: a zone does not say goodbye.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html
   */
  async stopInstances(ids: readonly string[]): Promise<void> {
    const InstanceIds = [...ids];
    try {
      await this.clients.ec2.send(new StopInstancesCommand({ InstanceIds, SkipOsShutdown: true }));
    } catch (error) {
      if (!/^(Unsupported|InvalidParameter|UnknownParameter)/.test((error as Error).name)) {
        throw error;
      }
      await this.clients.ec2.send(new StopInstancesCommand({ InstanceIds, Force: true }));
    }
  }

  async startInstances(ids: readonly string[]): Promise<void> {
    await this.clients.ec2.send(new StartInstancesCommand({ InstanceIds: [...ids] }));
  }

  async findAcl(drill: string): Promise<string | undefined> {
    const { NetworkAcls = [] } = await this.clients.ec2.send(
      new DescribeNetworkAclsCommand({ Filters: [{ Name: `tag:${DRILL_TAG}`, Values: [drill] }] }),
    );
    return NetworkAcls[0]?.NetworkAclId;
  }

  /** A new network ACL has no entry but the last, which denies. */
  async createAcl(vpcId: string, drill: string): Promise<void> {
    await this.clients.ec2.send(new CreateNetworkAclCommand(denyingAcl(vpcId, drill)));
  }

  async deleteAcl(acl: string): Promise<void> {
    await this.clients.ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: acl }));
  }

  async aclOf(subnetId: string): Promise<AclAssociation> {
    const { NetworkAcls = [] } = await this.clients.ec2.send(
      new DescribeNetworkAclsCommand({
        Filters: [{ Name: "association.subnet-id", Values: [subnetId] }],
      }),
    );
    const association = NetworkAcls.flatMap(({ Associations = [] }) => Associations).find(
      ({ SubnetId }) => SubnetId === subnetId,
    );
    if (!association?.NetworkAclId || !association.NetworkAclAssociationId) {
      throw new DrillError(`the subnet "${subnetId}" has no network ACL: is it there?`);
    }
    return {
      acl: association.NetworkAclId,
      associationId: association.NetworkAclAssociationId,
    };
  }

  async replaceAcl({ associationId }: AclAssociation, acl: string): Promise<void> {
    await this.clients.ec2.send(
      new ReplaceNetworkAclAssociationCommand({ AssociationId: associationId, NetworkAclId: acl }),
    );
  }

  async findExperiment(drill: string): Promise<Experiment | undefined> {
    for await (const { experiments = [] } of paginateListExperiments(
      { client: this.clients.fis },
      {},
    )) {
      const found = experiments.find(({ tags }) => tags?.[DRILL_TAG] === drill);
      if (found?.id) {
        return { id: found.id, status: found.state?.status ?? "unknown" };
      }
    }
    return undefined;
  }

  async startExperiment(templateId: string, drill: string): Promise<void> {
    await this.clients.fis.send(
      new StartExperimentCommand({
        experimentTemplateId: templateId,
        clientToken: drill,
        tags: { [DRILL_TAG]: drill },
      }),
    );
  }

  async pause(): Promise<void> {
    await sleep(PAUSE_MS);
  }

  async stopExperiment(id: string): Promise<void> {
    await this.clients.fis.send(new StopExperimentCommand({ id }));
  }
}

export function denyingAcl(vpcId: string, drill: string): CreateNetworkAclCommandInput {
  const Tags = [
    { Key: DRILL_TAG, Value: drill },
    { Key: "Name", Value: `${DRILL_TAG}-${drill}` },
  ];
  return { VpcId: vpcId, TagSpecifications: [{ ResourceType: "network-acl", Tags }] };
}

function groupTag(group: string, key: string) {
  return { ResourceId: group, ResourceType: "auto-scaling-group", Key: key };
}

function some(group: string, processes: readonly string[]) {
  return { AutoScalingGroupName: group, ScalingProcesses: [...processes] };
}
