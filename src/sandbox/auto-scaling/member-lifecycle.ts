import { FAILED_LAUNCH_RETRIED } from "../../simulation/latencies";
import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { InstanceFleet } from "../instance-fleet";
import { sandboxLatencyMs } from "../latencies";
import { beginActivity, endActivity } from "./activities";
import { terminations } from "./causes";
import { type Activity, type Group, isTerminating, type Member } from "./group";
import { launchOf } from "./group-settings";
import type { Groups } from "./groups";
import type { LifecycleHooks } from "./lifecycle-hooks";

/** The way of an instance into its group, and out of it. */
export class MemberLifecycle {
  constructor(
    private readonly groups: Groups,
    private readonly fleet: InstanceFleet,
    private readonly hooks: LifecycleHooks,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** @param cause in the words of a scaling activity */
  async launch(group: Group, zone: string, cause: string): Promise<void> {
    const underWay = { zone };
    group.launching.add(underWay);
    const launchedAtMs = this.clock.nowMs();
    const launch = beginActivity(group, {
      description: "Launching a new EC2 instance",
      cause,
      zone,
    });
    try {
      const subnetId = group.subnetByZone.get(zone) as string;
      const instance = await this.fleet.launch(launchOf(group, subnetId));
      launch.description = `Launching a new EC2 instance: ${instance.id}`;
      group.failedZones.delete(zone);
      group.members.set(instance.id, {
        instance,
        launch,
        launchedAtMs,
        lifecycleState: "Pending",
        reportedHealth: "Healthy",
        protectedFromScaleIn: group.settings["NewInstancesProtectedFromScaleIn"] === "true",
      });
      if (!this.groups.has(group)) {
        await this.fleet.terminate(instance.id);
      }
    } catch (error) {
      endActivity(launch, "Failed", `${messageOf(error)} Launching EC2 instance failed.`);
      launch.description = `Launching a new EC2 instance.  Status Reason: ${launch.statusMessage}`;
      group.failedZones.set(zone, launchedAtMs + sandboxLatencyMs(FAILED_LAUNCH_RETRIED));
      this.log.record("group.launch-failed", {
        group: group.name,
        zone,
        reason: messageOf(error),
      });
    } finally {
      group.launching.delete(underWay);
    }
  }

  /** In service as soon as the group's hooks let it. */
  async takeIn(group: Group, member: Member): Promise<void> {
    const result = await this.hooks.pass(group, member, "autoscaling:EC2_INSTANCE_LAUNCHING");
    const { id, zone } = member.instance;
    if (isTerminating(member)) {
      return;
    }
    if (result === "ABANDON") {
      this.terminate(group, member, "abandoned", terminations.abandoned(id));
      return;
    }
    member.lifecycleState = "InService";
    member.inServiceSinceMs = this.clock.nowMs();
    endActivity(member.launch, "Successful");
    this.log.record("group.in-service", { group: group.name, instance: id, zone });
  }

  /**
   * The instance no longer counts, and goes when the group's hooks let it.
   *
   * @param reason in one word, for the event log
   * @param cause in the words of a scaling activity
   */
  terminate(group: Group, member: Member, reason: string, cause: string): Activity {
    const { id, zone } = member.instance;
    member.lifecycleState = "Terminating";
    if (member.launch.statusCode === "InProgress") {
      endActivity(member.launch, "Cancelled");
    }
    const activity = beginActivity(group, {
      description: `Terminating EC2 instance: ${id}`,
      cause,
      zone,
    });
    this.log.record("group.terminate", { group: group.name, instance: id, zone, reason });
    this.remove(group, member, activity).catch((error) => {
      endActivity(activity, "Failed", messageOf(error));
      this.log.record("group.terminate-failed", { group: group.name, reason: messageOf(error) });
      // The next pass tries again.
      member.lifecycleState = "InService";
    });
    return activity;
  }

  private async remove(group: Group, member: Member, activity: Activity): Promise<void> {
    await this.hooks.pass(group, member, "autoscaling:EC2_INSTANCE_TERMINATING");
    member.lifecycleState = "Terminating:Proceed";
    await this.fleet.terminate(member.instance.id);
    group.members.delete(member.instance.id);
    endActivity(activity, "Successful");
  }
}

function messageOf(error: unknown): string {
  return error instanceof AwsError ? error.message : String(error);
}
