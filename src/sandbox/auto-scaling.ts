import { randomUUID } from "node:crypto";
import { type GroupInstance, reconcileGroup } from "../simulation/instance-group";
import type { Clock } from "./clock";
import type { EventLog } from "./event-log";
import type { AwsRequest } from "./gateway/aws-request";
import { AwsError, type AwsResponse, queryResponse } from "./gateway/aws-response";
import type { Handler, Handlers } from "./gateway/gateway";
import { type Parameter, type Parameters, parseForm, withMembers } from "./gateway/query-form";
import type { FleetInstance, InstanceFleet, LaunchTemplateReference } from "./instance-fleet";
import { ACCOUNT, type Store } from "./store";
import type { ShiftableResource } from "./zonal-shifts";

const NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

interface Member {
  readonly instance: FleetInstance;
  protectedFromScaleIn: boolean;
}

interface Group {
  readonly name: string;
  readonly arn: string;
  readonly createdTime: string;
  /** As it was given, and is given back. */
  settings: Parameters;
  desiredCapacity: number;
  readonly members: Map<string, Member>;
  /** Launches under way, by zone. */
  readonly launching: { zone: string }[];
}

/** Auto Scaling groups that launch into their zones and replace what is gone. */
export class AutoScaling {
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly fleet: InstanceFleet,
    private readonly store: Store,
    private readonly log: EventLog,
    clock: Clock,
  ) {
    clock.every(1_000, () => this.reconcileAll());
  }

  readonly handlers: Handlers = {
    "autoscaling:CreateAutoScalingGroup": this.action((parameters) => this.create(parameters)),
    "autoscaling:UpdateAutoScalingGroup": this.action((parameters) => this.update(parameters)),
    "autoscaling:DeleteAutoScalingGroup": this.action((parameters) => this.delete(parameters)),
    "autoscaling:DescribeAutoScalingGroups": this.action((parameters) => this.describe(parameters)),
    "autoscaling:SetDesiredCapacity": this.action((parameters) => {
      this.find(parameters).desiredCapacity = Number(parameters["DesiredCapacity"]);
      return {};
    }),
    "autoscaling:SetInstanceProtection": this.action((parameters) => this.protect(parameters)),
    "autoscaling:CreateOrUpdateTags": this.action((parameters) => this.tag(parameters)),
    "autoscaling:DeleteTags": this.action((parameters) => this.untag(parameters)),
    "autoscaling:DescribeScalingActivities": this.action(() => ({ Activities: [] })),
    "autoscaling:DescribeLifecycleHooks": this.action(() => ({ LifecycleHooks: [] })),
    "autoscaling:DescribeWarmPool": this.action(() => ({ Instances: [] })),
    "autoscaling:DescribeInstanceRefreshes": this.action(() => ({ InstanceRefreshes: [] })),
  };

  /** The groups that take part in zonal shifts, as their impairment policy says. */
  shiftable(): Promise<readonly ShiftableResource[]> {
    const enabled = [...this.groups.values()].filter(({ settings }) => {
      const policy = settings["AvailabilityZoneImpairmentPolicy"] as Parameters | undefined;
      return policy?.["ZonalShiftEnabled"] === "true";
    });
    return Promise.all(
      enabled.map(async ({ arn, name, settings }) => {
        const subnets = String(settings["VPCZoneIdentifier"]).split(",");
        return { arn, name, zones: await Promise.all(subnets.map((id) => this.store.zoneOf(id))) };
      }),
    );
  }

  private action(answer: (parameters: Parameters) => object): Handler {
    return (request: AwsRequest): AwsResponse =>
      queryResponse(request, NAMESPACE, withMembers(answer(parseForm(request.body))) as object);
  }

  private create(parameters: Parameters): object {
    const { Tags: _, DesiredCapacity, ...settings } = parameters;
    const name = String(settings["AutoScalingGroupName"]);
    if (this.groups.has(name)) {
      throw new AwsError("AlreadyExists", `AutoScalingGroup by this name already exists - ${name}`);
    }
    this.groups.set(name, {
      name,
      arn: `arn:aws:autoscaling:${this.store.region}:${ACCOUNT}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`,
      createdTime: new Date().toISOString(),
      settings: { ...settings, Tags: listOf(parameters["Tags"]) },
      desiredCapacity: Number(DesiredCapacity ?? settings["MinSize"]),
      members: new Map(),
      launching: [],
    });
    return {};
  }

  private update(parameters: Parameters): object {
    const group = this.find(parameters);
    const { DesiredCapacity, ...settings } = parameters;
    group.settings = { ...group.settings, ...settings };
    const wanted = Number(DesiredCapacity ?? group.desiredCapacity);
    const least = Number(group.settings["MinSize"]);
    const most = Number(group.settings["MaxSize"]);
    group.desiredCapacity = Math.min(Math.max(wanted, least), most);
    return {};
  }

  private delete(parameters: Parameters): object {
    const group = this.find(parameters);
    if (group.members.size > 0 && parameters["ForceDelete"] !== "true") {
      throw new AwsError(
        "ResourceInUse",
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
      );
    }
    for (const id of group.members.keys()) {
      this.fleet.terminate(id).catch((error) => this.recordFailure(group, error));
    }
    this.groups.delete(group.name);
    return {};
  }

  private describe(parameters: Parameters): object {
    const names = listOf(parameters["AutoScalingGroupNames"]).map(String);
    const found = [...this.groups.values()].filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    return { AutoScalingGroups: found.map(described) };
  }

  private protect(parameters: Parameters): object {
    const group = this.find(parameters);
    for (const id of listOf(parameters["InstanceIds"]).map(String)) {
      const member = group.members.get(id);
      if (member) {
        member.protectedFromScaleIn = parameters["ProtectedFromScaleIn"] === "true";
      }
    }
    return {};
  }

  private tag(parameters: Parameters): object {
    for (const tag of listOf(parameters["Tags"]) as Parameters[]) {
      const group = this.groups.get(String(tag["ResourceId"]));
      if (group) {
        group.settings = { ...group.settings, Tags: [...withoutTag(group, tag["Key"]), tag] };
      }
    }
    return {};
  }

  private untag(parameters: Parameters): object {
    for (const tag of listOf(parameters["Tags"]) as Parameters[]) {
      const group = this.groups.get(String(tag["ResourceId"]));
      if (group) {
        group.settings = { ...group.settings, Tags: withoutTag(group, tag["Key"]) };
      }
    }
    return {};
  }

  private find(parameters: Parameters): Group {
    const name = String(parameters["AutoScalingGroupName"]);
    const group = this.groups.get(name);
    if (!group) {
      throw new AwsError("ValidationError", `AutoScalingGroup name not found - ${name}`);
    }
    return group;
  }

  private reconcileAll(): void {
    for (const group of this.groups.values()) {
      this.reconcile(group).catch((error) => this.recordFailure(group, error));
    }
  }

  private async reconcile(group: Group): Promise<void> {
    const subnets = String(group.settings["VPCZoneIdentifier"]).split(",");
    const zones = await Promise.all(subnets.map((subnet) => this.store.zoneOf(subnet)));
    const { launch, terminate } = reconcileGroup(
      {
        desiredCapacity: group.desiredCapacity,
        minSize: Number(group.settings["MinSize"]),
        maxSize: Number(group.settings["MaxSize"]),
        zones,
        capacityDistributionStrategy: "balanced-best-effort",
        zonesFailingToLaunch: zones.filter((zone) => this.fleet.conditions.launchesFailIn(zone)),
        zonesShiftedAway: zones.filter((zone) =>
          this.fleet.conditions.isShiftedAway(group.arn, zone),
        ),
      },
      [...[...group.members.values()].map(seen), ...group.launching.map(onTheWay)],
    );
    for (const { instanceId, reason } of terminate) {
      group.members.delete(instanceId);
      this.log.record("group.terminate", { group: group.name, instance: instanceId, reason });
      this.fleet.terminate(instanceId).catch((error) => this.recordFailure(group, error));
    }
    for (const zone of launch) {
      this.launch(group, zone, subnets[zones.indexOf(zone)] as string).catch((error) =>
        this.recordFailure(group, error),
      );
    }
  }

  private async launch(group: Group, zone: string, subnetId: string): Promise<void> {
    const underWay = { zone };
    group.launching.push(underWay);
    const instance = await this.fleet
      .launch(templateOf(group), subnetId)
      .finally(() => group.launching.splice(group.launching.indexOf(underWay), 1));
    group.members.set(instance.id, {
      instance,
      protectedFromScaleIn: group.settings["NewInstancesProtectedFromScaleIn"] === "true",
    });
  }

  /** The next pass tries again, as the service itself does. */
  private recordFailure(group: Group, error: unknown): void {
    this.log.record("group.failed", { group: group.name, reason: String(error) });
  }
}

function seen({ instance, protectedFromScaleIn }: Member): GroupInstance {
  return {
    id: instance.id,
    zone: instance.zone,
    lifecycleState: instance.state === "pending" ? "Pending" : "InService",
    condition: conditionOf(instance),
    protectedFromScaleIn,
  };
}

function conditionOf({ state, impaired }: FleetInstance): GroupInstance["condition"] {
  if (state === "stopped" || state === "terminated") {
    return "gone";
  }
  return impaired ? "unhealthy" : "healthy";
}

function onTheWay({ zone }: { zone: string }, index: number): GroupInstance {
  return {
    id: `launching-${index}`,
    zone,
    lifecycleState: "Pending",
    condition: "healthy",
    protectedFromScaleIn: true,
  };
}

function templateOf(group: Group): LaunchTemplateReference {
  const mixed = group.settings["MixedInstancesPolicy"] as Parameters | undefined;
  const inner = mixed?.["LaunchTemplate"] as Parameters | undefined;
  const template = (group.settings["LaunchTemplate"] ??
    inner?.["LaunchTemplateSpecification"]) as Parameters;
  return { id: String(template["LaunchTemplateId"]), version: String(template["Version"]) };
}

function described(group: Group): object {
  return {
    DefaultCooldown: 300,
    AvailabilityZones: [],
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    TerminationPolicies: ["Default"],
    SuspendedProcesses: [],
    EnabledMetrics: [],
    TrafficSources: [],
    ...group.settings,
    AutoScalingGroupARN: group.arn,
    CreatedTime: group.createdTime,
    DesiredCapacity: group.desiredCapacity,
    Tags: listOf(group.settings["Tags"]).map((tag) => ({
      ...(tag as Parameters),
      ResourceId: group.name,
      ResourceType: "auto-scaling-group",
    })),
    Instances: [...group.members.values()].map(({ instance, protectedFromScaleIn }) => ({
      InstanceId: instance.id,
      InstanceType: instance.instanceType,
      AvailabilityZone: instance.zone,
      LifecycleState: instance.state === "pending" ? "Pending" : "InService",
      HealthStatus: "Healthy",
      ProtectedFromScaleIn: protectedFromScaleIn,
    })),
  };
}

function withoutTag(group: Group, key: Parameter | undefined): Parameter[] {
  return listOf(group.settings["Tags"]).filter((tag) => (tag as Parameters)["Key"] !== key);
}

function listOf(parameter: Parameter | undefined): readonly Parameter[] {
  return Array.isArray(parameter) ? parameter : [];
}
