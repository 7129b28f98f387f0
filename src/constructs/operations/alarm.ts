import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { shortened } from "../common/shortened";
import type { AlarmTopic } from "./alarm-topic";
import type { Metric } from "./metrics";

export interface AlarmProps {
  readonly name: string;
  readonly description: string;
  readonly topic: AlarmTopic;
  readonly comparison: "LessThanThreshold" | "GreaterThanThreshold";
  readonly threshold: number;
  /** Minutes in a row. */
  readonly minutes: number;
  /** What no data means. */
  readonly missingData: "breaching" | "notBreaching" | "missing";
  /** One metric, or an expression over several. */
  readonly watch:
    | { readonly metric: Metric; readonly statistic: "Minimum" | "Maximum" | "Average" }
    | {
        readonly expression: string;
        readonly label: string;
        readonly metrics: Readonly<
          Record<string, { metric: Metric; statistic: "Sum" | "Average" }>
        >;
      };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_NAME = 255;

const PERIOD_SECONDS = 60;

/** A CloudWatch alarm that tells the topic when it is raised and when it is over. */
export class Alarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    this.alarm = new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: shortened(props.name, LONGEST_NAME),
      alarmDescription: props.description,
      actionsEnabled: true,
      alarmActions: [props.topic.topic.arn],
      okActions: [props.topic.topic.arn],
      comparisonOperator: props.comparison,
      threshold: props.threshold,
      evaluationPeriods: props.minutes,
      datapointsToAlarm: props.minutes,
      treatMissingData: props.missingData,
      ...watched(props.watch),
    });
  }
}

function watched(watch: AlarmProps["watch"]) {
  if ("metric" in watch) {
    return {
      ...watch.metric,
      dimensions: { ...watch.metric.dimensions },
      period: PERIOD_SECONDS,
      statistic: watch.statistic,
    };
  }
  return {
    metricQuery: [
      { id: "watched", expression: watch.expression, label: watch.label, returnData: true },
      ...Object.entries(watch.metrics).map(([id, { metric, statistic }]) => ({
        id,
        returnData: false,
        metric: {
          ...metric,
          dimensions: { ...metric.dimensions },
          period: PERIOD_SECONDS,
          stat: statistic,
        },
      })),
    ],
  };
}
