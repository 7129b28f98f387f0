import { randomUUID } from "node:crypto";
import { clamp } from "../../simulation/choice";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import type { Parameter, Parameters } from "../gateway/query-form";
import type { InstanceFleet } from "../instance-fleet";
import { ACCOUNT, type Store } from "../store";
import { requests } from "./causes";
import { describeGroup } from "./describe-group";
import type { Group } from "./group";
import { sizesOf, updated } from "./group-settings";
import type { Groups } from "./groups";
import type { LifecycleHooks } from "./lifecycle-hooks";
import { listOf, namesIn, queryAction } from "./query-action";

/** Groups created, changed, described and deleted, and their tags. */
export class GroupActions {
  constructor(
    private readonly groups: Groups,
    private readonly hooks: LifecycleHooks,
    private readonly fleet: InstanceFleet,
    private readonly store: Store,
    private readonly log: EventLog,
    private readonly nowMs: () => number,
  ) {}

  readonly handlers: Handlers = {
    "autoscaling:CreateAutoScalingGroup": queryAction((parameters) => this.create(parameters)),
    "autoscaling:UpdateAutoScalingGroup": queryAction((parameters) => this.update(parameters)),
    "autoscaling:DeleteAutoScalingGroup": queryAction((parameters) => this.delete(parameters)),
    "autoscaling:DescribeAutoScalingGroups": queryAction((parameters) => ({
      AutoScalingGroups: this.groups
        .named(namesIn(parameters["AutoScalingGroupNames"]))
        .map((group) => describeGroup(group, this.nowMs())),
    })),
    "autoscaling:CreateOrUpdateTags": queryAction((parameters) => this.tag(parameters)),
    "autoscaling:DeleteTags": queryAction((parameters) => this.untag(parameters)),
    "autoscaling:DescribeWarmPool": queryAction(() => ({ Instances: [] })),
  };

  private async create(parameters: Parameters): Promise<object> {
    const { DesiredCapacity, LifecycleHookSpecificationList: hooks, ...settings } = parameters;
    refuseWhatLaunchesNothing(settings);
    const name = String(settings["AutoScalingGroupName"]);
    const group: Group = {
      name,
      arn: `arn:aws:autoscaling:${this.store.region}:${ACCOUNT}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`,
      createdTime: new Date().toISOString(),
      settings: { ...settings, Tags: listOf(settings["Tags"]) },
      subnetByZone: await this.subnetsByZone(settings),
      desiredCapacity: 0,
      suspended: new Map(),
      members: new Map(),
      launching: new Set(),
      failedZones: new Map(),
      zonesShiftedAway: new Set(),
      hooks: new Map(),
      refreshes: [],
      activities: [],
    };
    this.groups.add(group);
    for (const hook of listOf(hooks)) {
      this.hooks.put(group, hook as Parameters);
    }
    const to = Number(DesiredCapacity ?? settings["MinSize"]);
    this.groups.desire(group, to, requests.created({ from: 0, to }));
    return {};
  }

  private async update(parameters: Parameters): Promise<object> {
    const group = this.groups.find(parameters);
    const { DesiredCapacity, AutoScalingGroupName: _, ...changes } = parameters;
    const settings = updated(group.settings, changes);
    const subnetByZone = await this.subnetsByZone(settings);
    const sizes = sizesOf({ ...group, settings });
    const from = group.desiredCapacity;
    const to = Number(DesiredCapacity ?? clamp(from, sizes.minSize, sizes.maxSize));
    if (to < sizes.minSize || to > sizes.maxSize) {
      throw new AwsError(
        "ValidationError",
        `Desired capacity:${to} must be between the specified min size:${sizes.minSize} and max size:${sizes.maxSize}`,
      );
    }
    group.settings = settings;
    group.subnetByZone = subnetByZone;
    if (to !== from) {
      this.groups.desire(group, to, requests.updated(sizes, { from, to }));
    }
    return {};
  }

  private delete(parameters: Parameters): object {
    const group = this.groups.find(parameters);
    if (group.members.size > 0 && parameters["ForceDelete"] !== "true") {
      throw new AwsError(
        "ResourceInUse",
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
      );
    }
    this.groups.remove(group);
    for (const hook of [...group.hooks.keys()]) {
      this.hooks.remove(group, hook);
    }
    for (const id of group.members.keys()) {
      this.fleet.terminate(id).catch((error) => {
        this.log.record("group.terminate-failed", { group: group.name, reason: String(error) });
      });
    }
    return {};
  }

  private tag(parameters: Parameters): object {
    for (const tag of listOf(parameters["Tags"]) as Parameters[]) {
      this.retag(tag, (others) => [...others, tag]);
    }
    return {};
  }

  private untag(parameters: Parameters): object {
    for (const tag of listOf(parameters["Tags"]) as Parameters[]) {
      this.retag(tag, (others) => others);
    }
    return {};
  }

  private retag(tag: Parameters, tags: (others: readonly Parameter[]) => readonly Parameter[]) {
    const group = this.groups.find({ AutoScalingGroupName: tag["ResourceId"] ?? "" });
    const others = listOf(group.settings["Tags"]).filter(
      (each) => (each as Parameters)["Key"] !== tag["Key"],
    );
    group.settings = { ...group.settings, Tags: tags(others) };
  }

  /** Of several subnets in a zone the first. */
  private async subnetsByZone(settings: Parameters): Promise<ReadonlyMap<string, string>> {
    const byZone = new Map<string, string>();
    for (const subnet of String(settings["VPCZoneIdentifier"]).split(",")) {
      const zone = await this.store.zoneOf(subnet);
      byZone.set(zone, byZone.get(zone) ?? subnet);
    }
    return byZone;
  }
}

function refuseWhatLaunchesNothing(settings: Parameters): void {
  if (!settings["VPCZoneIdentifier"]) {
    throw new AwsError(
      "UnsupportedOperation",
      "the sandbox launches into the subnets of VPCZoneIdentifier, and none is given",
    );
  }
  if (!settings["LaunchTemplate"] && !settings["MixedInstancesPolicy"]) {
    throw new AwsError(
      "UnsupportedOperation",
      "the sandbox launches from a launch template, and none is given",
    );
  }
}
