import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import type { Parameters } from "../gateway/query-form";
import { describeActivity } from "./activities";
import { requests, terminations } from "./causes";
import { describeMember } from "./describe-group";
import { isTerminating } from "./group";
import { healthCheckGraceMs, sizesOf } from "./group-settings";
import type { Groups } from "./groups";
import type { MemberLifecycle } from "./member-lifecycle";
import { namesIn, queryAction } from "./query-action";

/** What can be asked of a group's capacity and of single instances. */
export class InstanceActions {
  constructor(
    private readonly groups: Groups,
    private readonly lifecycle: MemberLifecycle,
    private readonly nowMs: () => number,
  ) {}

  readonly handlers: Handlers = {
    "autoscaling:SetDesiredCapacity": queryAction((parameters) => {
      const group = this.groups.find(parameters);
      const to = Number(parameters["DesiredCapacity"]);
      refuseOutside(sizesOf(group), to);
      this.groups.desire(group, to, requests.set({ from: group.desiredCapacity, to }));
      return {};
    }),
    "autoscaling:SetInstanceProtection": queryAction((parameters) => {
      const group = this.groups.find(parameters);
      const isProtected = parameters["ProtectedFromScaleIn"] === "true";
      for (const id of namesIn(parameters["InstanceIds"])) {
        this.groups.memberIn(group, id).protectedFromScaleIn = isProtected;
      }
      return {};
    }),
    "autoscaling:SetInstanceHealth": queryAction((parameters) => this.setHealth(parameters)),
    "autoscaling:TerminateInstanceInAutoScalingGroup": queryAction((parameters) =>
      this.terminate(parameters),
    ),
    "autoscaling:DescribeAutoScalingInstances": queryAction((parameters) => {
      const ids = namesIn(parameters["InstanceIds"]);
      return {
        AutoScalingInstances: this.groups
          .all()
          .flatMap((group) => [...group.members.values()].map((member) => ({ group, member })))
          .filter(({ member }) => ids.length === 0 || ids.includes(member.instance.id))
          .map(({ group, member }) => {
            const described = describeMember(member, group, this.nowMs());
            return {
              ...described,
              AutoScalingGroupName: group.name,
              HealthStatus: described.HealthStatus.toUpperCase(),
            };
          }),
      };
    }),
  };

  /** Within the grace period a report counts only where it says so. */
  private setHealth(parameters: Parameters): object {
    const { group, member } = this.groups.withInstance(String(parameters["InstanceId"]));
    const inGrace =
      this.nowMs() - (member.inServiceSinceMs ?? this.nowMs()) < healthCheckGraceMs(group);
    if (!(inGrace && parameters["ShouldRespectGracePeriod"] !== "false")) {
      member.reportedHealth = parameters["HealthStatus"] === "Unhealthy" ? "Unhealthy" : "Healthy";
    }
    return {};
  }

  private terminate(parameters: Parameters): object {
    const id = String(parameters["InstanceId"]);
    const { group, member } = this.groups.withInstance(id);
    if (isTerminating(member)) {
      throw new AwsError("ScalingActivityInProgress", `The instance ${id} is terminating already.`);
    }
    const shrinks = parameters["ShouldDecrementDesiredCapacity"] === "true";
    const from = group.desiredCapacity;
    if (shrinks && from <= sizesOf(group).minSize) {
      throw new AwsError(
        "ValidationError",
        `Currently, desiredSize equals minSize (${from}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
      );
    }
    const cause = terminations.request(id, shrinks ? { from, to: from - 1 } : undefined);
    if (shrinks) {
      this.groups.desire(group, from - 1, cause);
    }
    const activity = this.lifecycle.terminate(group, member, "request", cause);
    return { Activity: describeActivity(activity, group) };
  }
}

function refuseOutside({ minSize, maxSize }: ReturnType<typeof sizesOf>, capacity: number): void {
  if (capacity < minSize || capacity > maxSize) {
    const bound = capacity > maxSize ? `above max value ${maxSize}` : `below min value ${minSize}`;
    throw new AwsError(
      "ValidationError",
      `New SetDesiredCapacity value ${capacity} is ${bound} for the AutoScalingGroup.`,
    );
  }
}
