import type { LoadBalancer } from "../entry/load-balancer";
import type { TargetGroup } from "../entry/target-group";
import type { ExistingCluster } from "../instances/existing-cluster";

/** One CloudWatch metric. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
export function loadBalancerMetric(metricName: string, loadBalancer: LoadBalancer): Metric {
  return {
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: { LoadBalancer: loadBalancer.alb.arnSuffix },
  };
}

export function targetGroupMetric(
  metricName: string,
  loadBalancer: LoadBalancer,
  targetGroup: TargetGroup,
  availabilityZone?: string,
): Metric {
  return {
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: {
      ...(availabilityZone === undefined ? {} : { AvailabilityZone: availabilityZone }),
      LoadBalancer: loadBalancer.alb.arnSuffix,
      TargetGroup: targetGroup.group.arnSuffix,
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html */
export function containerInsightsMetric(
  metricName: string,
  cluster: ExistingCluster,
  serviceName: string,
): Metric {
  return {
    namespace: "ECS/ContainerInsights",
    metricName,
    dimensions: { ClusterName: cluster.name, ServiceName: serviceName },
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html */
export function capacityReservation(cluster: ExistingCluster, providerName: string): Metric {
  return {
    namespace: "AWS/ECS/ManagedScaling",
    metricName: "CapacityProviderReservation",
    dimensions: { CapacityProviderName: providerName, ClusterName: cluster.name },
  };
}
