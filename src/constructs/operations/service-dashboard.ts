import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { LoadBalancer } from "../entry/load-balancer";
import type { TargetGroup } from "../entry/target-group";
import type { ExistingCluster } from "../instances/existing-cluster";
import type { InstanceCapacity } from "../instances/instance-capacity";
import type { ZonalNetwork } from "../network/zonal-network";
import {
  capacityReservation,
  containerInsightsMetric,
  loadBalancerMetric,
  type Metric,
  targetGroupMetric,
} from "./metrics";

export interface ServiceDashboardProps {
  readonly name: string;
  readonly region: string;
  readonly network: ZonalNetwork;
  readonly cluster: ExistingCluster;
  readonly loadBalancer: LoadBalancer;
  readonly capacity: InstanceCapacity;
  readonly services: readonly { readonly name: string; readonly targetGroup: TargetGroup }[];
}

interface Line {
  readonly metric: Metric;
  readonly stat: string;
  readonly label: string;
}

/** Two widgets stand side by side on the 24 columns that a dashboard has. */
const WIDTH = 12;
const HEIGHT = 6;

/** One page for a zone loss: what clients get, and what each zone still has. */
export class ServiceDashboard extends Construct {
  readonly dashboard: CloudwatchDashboard;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceDashboardProps,
  ) {
    super(scope, id);
    const graphs = [
      this.requests(),
      this.latency(),
      ...props.services.map((service) => this.healthyTargets(service.name, service.targetGroup)),
      ...props.services.map((service) => this.tasks(service.name)),
      this.reservation(),
    ];
    this.dashboard = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({
        widgets: graphs.map((properties, index) => ({
          type: "metric",
          x: (index % 2) * WIDTH,
          y: Math.floor(index / 2) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          properties,
        })),
      }),
    });
  }

  private requests() {
    const count = (name: string, label: string): Line => ({
      metric: loadBalancerMetric(name, this.props.loadBalancer),
      stat: "Sum",
      label,
    });
    return this.graph("Requests a minute", [
      count("RequestCount", "requests"),
      count("HTTPCode_ELB_5XX_Count", "5xx of the load balancer"),
      count("HTTPCode_Target_5XX_Count", "5xx of the tasks"),
    ]);
  }

  private latency() {
    const metric = loadBalancerMetric("TargetResponseTime", this.props.loadBalancer);
    return this.graph(
      "Response time (s)",
      ["p50", "p99"].map((stat) => ({ metric, stat, label: stat })),
    );
  }

  private healthyTargets(serviceName: string, targetGroup: TargetGroup) {
    const { loadBalancer, network } = this.props;
    return this.graph(
      `${serviceName}: healthy tasks by zone`,
      network.availabilityZones.map((zone) => ({
        metric: targetGroupMetric("HealthyHostCount", loadBalancer, targetGroup, zone),
        stat: "Minimum",
        label: zone,
      })),
    );
  }

  private tasks(serviceName: string) {
    const count = (name: string, label: string): Line => ({
      metric: containerInsightsMetric(name, this.props.cluster, serviceName),
      stat: "Average",
      label,
    });
    return this.graph(`${serviceName}: tasks (Container Insights)`, [
      count("DesiredTaskCount", "desired"),
      count("RunningTaskCount", "running"),
      count("PendingTaskCount", "pending"),
    ]);
  }

  private reservation() {
    const { cluster, capacity } = this.props;
    return this.graph("Capacity provider reservation (%)", [
      {
        metric: capacityReservation(cluster, capacity.provider.name),
        stat: "Average",
        label: "reservation",
      },
    ]);
  }

  private graph(title: string, lines: readonly Line[]) {
    return {
      title,
      region: this.props.region,
      view: "timeSeries",
      period: 60,
      metrics: lines.map(({ metric, stat, label }) => [
        metric.namespace,
        metric.metricName,
        ...Object.entries(metric.dimensions).flat(),
        { stat, label },
      ]),
    };
  }
}
