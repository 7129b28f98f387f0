import { Construct } from "constructs";
import type { LoadBalancer } from "../entry/load-balancer";
import type { TargetGroup } from "../entry/target-group";
import type { ZonalNetwork } from "../network/zonal-network";
import { Alarm } from "./alarm";
import type { AlarmTopic } from "./alarm-topic";
import { targetGroupMetric } from "./metrics";

export interface TargetAlarmsProps {
  readonly serviceName: string;
  readonly topic: AlarmTopic;
  readonly network: ZonalNetwork;
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly errorRatePercent: number;
}

/** What the load balancer sees of one service's tasks. */
export class TargetAlarms extends Construct {
  /** What a bad deployment raises, and the loss of a zone does not: a deployment heeds it. */
  readonly errors: Alarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TargetAlarmsProps,
  ) {
    super(scope, id);
    for (const [index, zone] of props.network.availabilityZones.entries()) {
      this.watchHealthyTargets(index + 1, zone);
    }
    this.watchUnhealthyTargets();
    this.errors = this.watchErrors();
  }

  /** A zone that is gone reports nothing, so no data is as bad as none healthy. */
  private watchHealthyTargets(ordinal: number, zone: string): void {
    const { serviceName } = this.props;
    new Alarm(this, `healthy-targets-${ordinal}`, {
      name: `${serviceName}-healthy-targets-${zone}`,
      description: `No healthy task of ${serviceName} in ${zone}: the service is one zone from an outage`,
      topic: this.props.topic,
      comparison: "LessThanThreshold",
      threshold: 1,
      minutes: 2,
      missingData: "breaching",
      watch: { metric: this.metric("HealthyHostCount", zone), statistic: "Minimum" },
    });
  }

  private watchUnhealthyTargets(): void {
    const { serviceName } = this.props;
    new Alarm(this, "unhealthy-targets", {
      name: `${serviceName}-unhealthy-targets`,
      description: `A task of ${serviceName} fails the load balancer's health check`,
      topic: this.props.topic,
      comparison: "GreaterThanThreshold",
      threshold: 0,
      minutes: 3,
      missingData: "notBreaching",
      watch: { metric: this.metric("UnHealthyHostCount"), statistic: "Maximum" },
    });
  }

  private watchErrors(): Alarm {
    const { serviceName, errorRatePercent } = this.props;
    return new Alarm(this, "errors", {
      name: `${serviceName}-errors`,
      description: `More than ${errorRatePercent} % of the answers of ${serviceName} are 5xx`,
      topic: this.props.topic,
      comparison: "GreaterThanThreshold",
      threshold: errorRatePercent,
      minutes: 2,
      missingData: "notBreaching",
      watch: {
        expression: "100 * FILL(errors, 0) / requests",
        label: "5xx of the tasks (%)",
        metrics: {
          errors: { metric: this.metric("HTTPCode_Target_5XX_Count"), statistic: "Sum" },
          requests: { metric: this.metric("RequestCount"), statistic: "Sum" },
        },
      },
    });
  }

  private metric(name: string, zone?: string) {
    return targetGroupMetric(name, this.props.loadBalancer, this.props.targetGroup, zone);
  }
}
