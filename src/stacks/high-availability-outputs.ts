import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { LoadBalancer } from "../constructs/entry/load-balancer";
import type { ExistingCluster } from "../constructs/instances/existing-cluster";
import type { InstanceCapacity } from "../constructs/instances/instance-capacity";
import type { ZonalNetwork } from "../constructs/network/zonal-network";
import type { AlarmTopic } from "../constructs/operations/alarm-topic";
import type { ServiceDashboard } from "../constructs/operations/service-dashboard";
import type { ZoneLossExperiment } from "../constructs/operations/zone-loss-experiment";
import type { ServiceAssembly } from "./service-assembly";

export interface HighAvailabilityParts {
  readonly network: ZonalNetwork;
  readonly cluster: ExistingCluster;
  readonly loadBalancer: LoadBalancer;
  readonly https: boolean;
  readonly capacity: InstanceCapacity;
  readonly services: readonly ServiceAssembly[];
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
    services: byName(services, ({ name }) => name),
    target_groups: byName(services, ({ targetGroup }) => targetGroup.group.arn),
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

function byName(services: readonly ServiceAssembly[], value: (service: ServiceAssembly) => string) {
  return Object.fromEntries(services.map((service) => [service.settings.name, value(service)]));
}
