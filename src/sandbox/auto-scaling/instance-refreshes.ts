import { randomUUID } from "node:crypto";
import { type RefreshPass, refreshInstances } from "../../simulation/instance-refresh";
import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import type { Parameters } from "../gateway/query-form";
import { readTemplate } from "../launch-template";
import type { Store } from "../store";
import { type Group, type InstanceRefresh, isPending, type Member, standing } from "./group";
import { overriddenTypes, templateOf } from "./group-settings";
import type { Groups } from "./groups";
import type { SeenMember } from "./member-health";
import { namesIn, queryAction } from "./query-action";
import { preferencesOf } from "./refresh-preferences";

/** "Amazon EC2 Auto Scaling waits one hour for you to remove scale-in protection." */
const PROTECTION_LIMIT_MS = 3_600_000;

const NOTHING: RefreshPass = { terminate: [], replaced: [], remaining: 0, waiting: false };

/**
 * Instance refreshes: the instances of a group replaced by such as it launches now.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export class InstanceRefreshes {
  constructor(
    private readonly groups: Groups,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  readonly handlers: Handlers = {
    "autoscaling:StartInstanceRefresh": queryAction(async (parameters) => {
      const refresh = await this.start(this.groups.find(parameters), parameters);
      return { InstanceRefreshId: refresh.id };
    }),
    "autoscaling:DescribeInstanceRefreshes": queryAction((parameters) => {
      const group = this.groups.find(parameters);
      const ids = namesIn(parameters["InstanceRefreshIds"]);
      return {
        InstanceRefreshes: group.refreshes
          .filter(({ id }) => ids.length === 0 || ids.includes(id))
          .map((refresh) => described(refresh, group)),
      };
    }),
    "autoscaling:CancelInstanceRefresh": queryAction((parameters) => {
      const group = this.groups.find(parameters);
      const refresh = activeRefresh(group);
      if (!refresh) {
        throw new AwsError(
          "ActiveInstanceRefreshNotFound",
          "No in progress or pending Instance Refresh found for the Auto Scaling group.",
        );
      }
      this.turn(group, refresh, "Cancelling");
      return { InstanceRefreshId: refresh.id };
    }),
  };

  /** What the group's refresh does now, and how it stands; nothing where there is none. */
  pass(group: Group, instances: readonly SeenMember[]): RefreshPass {
    const refresh = activeRefresh(group);
    if (!refresh || group.suspended.has("InstanceRefresh") || group.suspended.has("Terminate")) {
      return NOTHING;
    }
    if (refresh.status === "Cancelling") {
      this.endWhenQuiet(group, refresh, "Cancelled");
      return NOTHING;
    }
    const nowMs = this.clock.nowMs();
    const pass = refreshInstances(
      refresh.preferences,
      group.desiredCapacity,
      instances.map(({ member, ...instance }) => ({
        ...instance,
        outdated: isOutdated(member, refresh),
        warm: isWarm(member, refresh, nowMs),
      })),
    );
    this.follow(group, refresh, pass, nowMs);
    return refresh.status === "InProgress" ? pass : NOTHING;
  }

  private async start(group: Group, parameters: Parameters): Promise<InstanceRefresh> {
    const template = await readTemplate(this.store, templateOf(group));
    if (activeRefresh(group)) {
      throw new AwsError(
        "InstanceRefreshInProgress",
        "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.",
      );
    }
    const refresh: InstanceRefresh = {
      id: randomUUID(),
      preferences: preferencesOf(group, parameters),
      wanted: { templateId: template.id, version: template.version },
      instanceTypes: overriddenTypes(group),
      startTime: new Date().toISOString(),
      startedAtMs: this.clock.nowMs(),
      status: "Pending",
      remaining: 0,
    };
    group.refreshes.unshift(refresh);
    this.turn(group, refresh, "Pending");
    return refresh;
  }

  private follow(group: Group, refresh: InstanceRefresh, pass: RefreshPass, nowMs: number): void {
    refresh.total ??= pass.remaining;
    refresh.remaining = pass.remaining;
    refresh.waitingSinceMs = pass.waiting ? (refresh.waitingSinceMs ?? nowMs) : undefined;
    if (refresh.status === "Pending") {
      this.turn(group, refresh, "InProgress");
    }
    const isAllWarm = standing(group).every((member) => isWarm(member, refresh, nowMs));
    if (pass.remaining === 0 && isAllWarm) {
      this.endWhenQuiet(group, refresh, "Successful");
    }
    if (nowMs - (refresh.waitingSinceMs ?? nowMs) >= PROTECTION_LIMIT_MS) {
      refresh.statusReason =
        "Timed out waiting for scale-in protection to be removed from the remaining instances.";
      this.turn(group, refresh, "Failed");
    }
  }

  /** What has begun is brought to its end. */
  private endWhenQuiet(
    group: Group,
    refresh: InstanceRefresh,
    status: "Cancelled" | "Successful",
  ): void {
    const isQuiet =
      group.launching.size === 0 &&
      !standing(group).some(isPending) &&
      standing(group).length === group.members.size;
    if (isQuiet) {
      this.turn(group, refresh, status);
    }
  }

  private turn(group: Group, refresh: InstanceRefresh, status: InstanceRefresh["status"]): void {
    refresh.status = status;
    if (!isActive(refresh)) {
      refresh.endTime = new Date().toISOString();
    }
    this.log.record("group.refresh", { group: group.name, refresh: refresh.id, status });
  }
}

/** The refresh that is under way, if any. */
export function activeRefresh(group: Group): InstanceRefresh | undefined {
  return group.refreshes.find(isActive);
}

function isActive({ status }: InstanceRefresh): boolean {
  return ["Pending", "InProgress", "Cancelling"].includes(status);
}

/** "Skip matching": only what is not yet as the group launches it now is replaced. */
function isOutdated({ instance, launchedAtMs }: Member, refresh: InstanceRefresh): boolean {
  const { preferences, wanted, instanceTypes, startedAtMs } = refresh;
  const matches =
    instance.launchTemplate.id === wanted.templateId &&
    instance.launchTemplate.version === wanted.version &&
    (instanceTypes.length === 0 || instanceTypes.includes(instance.instanceType));
  return launchedAtMs < startedAtMs && !(preferences.skipMatching && matches);
}

function isWarm(member: Member, { preferences }: InstanceRefresh, nowMs: number): boolean {
  const since = member.inServiceSinceMs;
  return since !== undefined && nowMs - since >= preferences.instanceWarmupSeconds * 1_000;
}

function described(refresh: InstanceRefresh, { name }: Group): object {
  const { total = 0, remaining, preferences } = refresh;
  const share = total > 0 ? (total - remaining) / total : Number(refresh.status === "Successful");
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: name,
    Status: refresh.status,
    StatusReason: refresh.statusReason,
    StartTime: refresh.startTime,
    EndTime: refresh.endTime,
    PercentageComplete: Math.floor(share * 100),
    InstancesToUpdate: remaining,
    Strategy: "Rolling",
    Preferences: {
      MinHealthyPercentage: preferences.minHealthyPercentage,
      MaxHealthyPercentage: preferences.maxHealthyPercentage,
      InstanceWarmup: preferences.instanceWarmupSeconds,
      ScaleInProtectedInstances: preferences.scaleInProtectedInstances,
      SkipMatching: preferences.skipMatching,
    },
  };
}
