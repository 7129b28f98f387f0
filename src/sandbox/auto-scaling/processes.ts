import type { Handlers } from "../gateway/gateway";
import type { Groups } from "./groups";
import { namesIn, queryAction } from "./query-action";

const PROCESSES = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "ReplaceUnhealthy",
  "ScheduledActions",
];

/**
 * SuspendProcesses and ResumeProcesses: those named, or all.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
export function processHandlers(groups: Groups): Handlers {
  const each = (act: (suspended: Map<string, string>, process: string) => void) =>
    queryAction((parameters) => {
      const { suspended } = groups.find(parameters);
      const named = namesIn(parameters["ScalingProcesses"]);
      for (const process of named.length > 0 ? named : PROCESSES) {
        act(suspended, process);
      }
      return {};
    });
  return {
    "autoscaling:SuspendProcesses": each((suspended, process) => {
      suspended.set(process, `User suspended at ${new Date().toISOString()}`);
    }),
    "autoscaling:ResumeProcesses": each((suspended, process) => {
      suspended.delete(process);
    }),
  };
}
