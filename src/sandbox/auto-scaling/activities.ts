import { randomUUID } from "node:crypto";
import type { Handlers } from "../gateway/gateway";
import type { Activity, Group } from "./group";
import type { Groups } from "./groups";
import { namesIn, queryAction } from "./query-action";

export function beginActivity(
  group: Group,
  start: Pick<Activity, "description" | "cause" | "zone">,
): Activity {
  const activity: Activity = {
    ...start,
    id: randomUUID(),
    groupName: group.name,
    startTime: new Date().toISOString(),
    subnetId: group.subnetByZone.get(start.zone) ?? "",
    statusCode: "InProgress",
  };
  group.activities.unshift(activity);
  return activity;
}

export function endActivity(
  activity: Activity,
  statusCode: "Successful" | "Failed" | "Cancelled",
  statusMessage?: string,
): void {
  activity.statusCode = statusCode;
  activity.statusMessage = statusMessage;
  activity.endTime = new Date().toISOString();
}

/** DescribeScalingActivities, the newest first. */
export function activityHandlers(groups: Groups): Handlers {
  return {
    "autoscaling:DescribeScalingActivities": queryAction((parameters) => {
      const asked =
        parameters["AutoScalingGroupName"] === undefined ? groups.all() : [groups.find(parameters)];
      const ids = namesIn(parameters["ActivityIds"]);
      const limit = Number(parameters["MaxRecords"] ?? 100);
      const activities = asked
        .flatMap((group) => group.activities.map((activity) => describeActivity(activity, group)))
        .filter(({ ActivityId }) => ids.length === 0 || ids.includes(ActivityId));
      return { Activities: activities.slice(0, limit) };
    }),
  };
}

export function describeActivity(activity: Activity, { arn }: Group) {
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: activity.groupName,
    AutoScalingGroupARN: arn,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: activity.startTime,
    EndTime: activity.endTime,
    StatusCode: activity.statusCode,
    StatusMessage: activity.statusMessage,
    Progress: activity.statusCode === "InProgress" ? 50 : 100,
    Details: JSON.stringify({
      "Subnet ID": activity.subnetId,
      "Availability Zone": activity.zone,
    }),
  };
}
