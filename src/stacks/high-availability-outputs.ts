import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { AlarmTopic } from "../constructs/alarm-topic";
import type { BalancedService } from "../constructs/balanced-service";
import type { ExistingCluster } from "../constructs/existing-cluster";
import type { InstanceCapacity } from "../constructs/instance-capacity";
import type { LoadBalancer } from "../constructs/load-balancer";
import type { ServiceDashboard } from "../constructs/service-dashboard";
import type { TargetGroup } from "../constructs/target-group";
import type { ZonalNetwork } from "../constructs/zonal-network";
import type { ZoneLossExperiment } from "../constructs/zone-loss-experiment";

export interface HighAvailabilityParts {
  readonly network: ZonalNetwork;
  readonly cluster: ExistingCluster;
  readonly loadBalancer: LoadBalancer;
  readonly https: boolean;
  readonly capacity: InstanceCapacity;
  readonly services: readonly {
    readonly key: string;
    readonly service: BalancedService;
    readonly targetGroup: TargetGroup;
  }[];
  readonly topic: AlarmTopic;
  readonly dashboard: ServiceDashboard;
  readonly experiment?: ZoneLossExperiment;
}

/** What others read from the stack: the names are a contract. */
export function declareOutputs(scope: Construct, parts: HighAvailabilityParts): void {
  const { network, loadBalancer, services } = parts;
  const outputs = {
    url: `${parts.https ? "https" : "http"}://${loadBalancer.alb.dnsName}`,
    zones: network.availabilityZones,
    subnet_ids: network.subnetIds,
    cluster: parts.cluster.name,
    services: byKey(services, ({ service }) => service.service.name),
    target_groups: byKey(services, ({ targetGroup }) => targetGroup.group.arn),
    auto_scaling_group: parts.capacity.group.name,
    capacity_provider: parts.capacity.provider.name,
    alarm_topic: parts.topic.topic.arn,
    dashboard: parts.dashboard.dashboard.dashboardName,
    ...(parts.experiment ? { zone_loss_experiment: parts.experiment.template.id } : {}),
  };
  // A scope of their own, because `cluster` is also what a construct is called.
  const outputScope = new Construct(scope, "outputs");
  for (const [name, value] of Object.entries(outputs)) {
    new TerraformOutput(outputScope, name, { value, staticId: true });
  }
}

type ServiceParts = HighAvailabilityParts["services"][number];

function byKey(services: readonly ServiceParts[], value: (service: ServiceParts) => string) {
  return Object.fromEntries(services.map((service) => [service.key, value(service)]));
}
