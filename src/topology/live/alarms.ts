import { DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { unknown } from "../knowable";
import type { Alarm } from "../model";
import type { AwsClients } from "./clients";

/** The environment's alarms as the API tells them, with the state that each is in. */
export async function findAlarms(
  { cloudWatch }: AwsClients,
  prefix: string,
): Promise<readonly MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, NextToken }),
    );
    found.push(...(page.MetricAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/**
 * @param arns of the load balancer and the target groups, which dimensions name by the end of theirs
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function alarmOf(alarm: MetricAlarm, arns: readonly string[]): Alarm {
  const queries = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  const single = { Namespace: alarm.Namespace, MetricName: alarm.MetricName };
  const metrics =
    queries.length > 0 ? queries : [{ ...single, Dimensions: alarm.Dimensions ?? [] }];
  return {
    address: alarm.AlarmArn ?? "",
    namespace: metrics[0]?.Namespace ?? unknown("not told"),
    metrics: metrics.flatMap(({ MetricName }) => MetricName ?? []),
    dimensions: metrics.map(({ Dimensions = [] }) =>
      Object.fromEntries(
        Dimensions.map(({ Name = "", Value = "" }) => [Name, subjectOf(Name, Value, arns)]),
      ),
    ),
    treatMissingData: alarm.TreatMissingData ?? "missing",
    actionsEnabled: alarm.ActionsEnabled ?? true,
    actions: alarm.AlarmActions?.length ?? 0,
  };
}

function subjectOf(name: string, value: string, arns: readonly string[]): string {
  const resource = { LoadBalancer: `loadbalancer/${value}`, TargetGroup: value }[name];
  return arns.find((arn) => resource !== undefined && arn.endsWith(`:${resource}`)) ?? value;
}
