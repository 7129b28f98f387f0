import { Construct } from "constructs";
import type { LoadBalancer } from "../entry/load-balancer";
import type { ExistingCluster } from "../instances/existing-cluster";
import type { InstanceCapacity } from "../instances/instance-capacity";
import { Alarm } from "./alarm";
import type { AlarmTopic } from "./alarm-topic";
import { capacityReservation, loadBalancerMetric } from "./metrics";

export interface EnvironmentAlarmsProps {
  readonly prefix: string;
  readonly topic: AlarmTopic;
  readonly cluster: ExistingCluster;
  readonly loadBalancer: LoadBalancer;
  readonly capacity: InstanceCapacity;
  readonly errorRatePercent: number;
}

/** What is watched once for the environment: the load balancer's own errors, and the capacity. */
export class EnvironmentAlarms extends Construct {
  /** What clients see of a fault: the measure by which an experiment is stopped. */
  readonly loadBalancerErrors: Alarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EnvironmentAlarmsProps,
  ) {
    super(scope, id);
    this.loadBalancerErrors = this.watchLoadBalancerErrors();
    this.watchCapacity();
  }

  /**
   * RequestCount holds only the requests that found a target, so the 5xx are added to it; those that
   * did find one are then counted twice, which lowers the rate by a twentieth at most.
   */
  private watchLoadBalancerErrors(): Alarm {
    const { prefix, topic, loadBalancer, errorRatePercent } = this.props;
    return new Alarm(this, "load-balancer-errors", {
      name: `${prefix}-load-balancer-errors`,
      description: `More than ${errorRatePercent} % of the requests got a 5xx from the load balancer itself: no target answered in time`,
      topic,
      comparison: "GreaterThanThreshold",
      threshold: errorRatePercent,
      minutes: 2,
      missingData: "notBreaching",
      watch: {
        expression: "100 * FILL(errors, 0) / (FILL(requests, 0) + FILL(errors, 0))",
        label: "5xx of the load balancer (%)",
        metrics: {
          errors: {
            metric: loadBalancerMetric("HTTPCode_ELB_5XX_Count", loadBalancer),
            statistic: "Sum",
          },
          requests: { metric: loadBalancerMetric("RequestCount", loadBalancer), statistic: "Sum" },
        },
      },
    });
  }

  /** Above 100, ECS wants more instances than there are; longer than a launch takes, it gets none. */
  private watchCapacity(): void {
    const { prefix, topic, cluster, capacity } = this.props;
    new Alarm(this, "capacity-reservation", {
      name: `${prefix}-capacity-reservation`,
      description:
        "Tasks have waited 10 minutes for an instance: the group is at its maximum, or cannot launch",
      topic,
      comparison: "GreaterThanThreshold",
      threshold: 100,
      minutes: 10,
      missingData: "missing",
      watch: { metric: capacityReservation(cluster, capacity.provider.name), statistic: "Average" },
    });
  }
}
