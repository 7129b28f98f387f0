import type { Construct } from "constructs";
import type { ExistingCluster } from "../instances/existing-cluster";
import { Alarm } from "./alarm";
import type { AlarmTopic } from "./alarm-topic";
import { containerInsightsMetric } from "./metrics";

export interface RunningTasksAlarmProps {
  readonly serviceName: string;
  readonly topic: AlarmTopic;
  readonly cluster: ExistingCluster;
}

/** Raised while fewer tasks run than are desired, for longer than a replacement takes. */
export class RunningTasksAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { serviceName, topic, cluster }: RunningTasksAlarmProps,
  ) {
    const count = (metricName: string) => ({
      metric: containerInsightsMetric(metricName, cluster, serviceName),
      statistic: "Average" as const,
    });
    super(scope, id, {
      name: `${serviceName}-running-tasks`,
      description: `${serviceName} has run fewer tasks than desired for 5 minutes`,
      topic,
      comparison: "GreaterThanThreshold",
      threshold: 0,
      minutes: 5,
      missingData: "breaching",
      watch: {
        expression: "desired - running",
        label: "tasks missing",
        metrics: { desired: count("DesiredTaskCount"), running: count("RunningTaskCount") },
      },
    });
  }
}
