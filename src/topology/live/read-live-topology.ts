import type { Topology } from "../model";
import { alarmOf, findAlarms } from "./alarms";
import type { AwsClients } from "./clients";
import { findInstanceGroup, readInstanceGroup, subnetsOf } from "./instances";
import { findLoadBalancer, readLoadBalancer } from "./load-balancing";
import { readSubnets } from "./network";
import type { LiveScope } from "./scope";
import { findServices, readCapacityProviders, readServices } from "./services";
import { readTargetGroups } from "./target-groups";

/**
 * Reads a deployment from a live account. Subnets are addressed by their id, everything else by its
 * ARN; what Terraform alone knows stays unknown.
 *
 * @throws NotFoundInAccount where a part of the scope is missing
 */
export async function readLiveTopology(clients: AwsClients, scope: LiveScope): Promise<Topology> {
  const loadBalancer = await findLoadBalancer(clients, scope.loadBalancer);
  const group = await findInstanceGroup(clients, scope.instanceGroup);
  const services = await findServices(clients, scope);
  const loadBalancerSubnets = (loadBalancer.AvailabilityZones ?? []).flatMap(
    ({ SubnetId }) => SubnetId ?? [],
  );
  const subnets = await readSubnets(clients, [
    ...new Set([...loadBalancerSubnets, ...subnetsOf(group)]),
  ]);
  const zones = (loadBalancer.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? []);
  const { providers, association } = await readCapacityProviders(clients, scope.cluster);
  const targetGroups = await readTargetGroups(clients, loadBalancer.LoadBalancerArn);
  const arns = [loadBalancer.LoadBalancerArn, ...targetGroups.map(({ address }) => address)];
  return {
    source: "live",
    subnets,
    loadBalancers: [await readLoadBalancer(clients, loadBalancer)],
    targetGroups,
    instanceGroups: [await readInstanceGroup(clients, group, zones)],
    capacityProviders: providers.filter(
      ({ instanceGroup }) => instanceGroup === group.AutoScalingGroupARN,
    ),
    clusters: [association],
    services: await readServices(clients, services),
    alarms: (await findAlarms(clients, scope.alarmPrefix)).map((alarm) => alarmOf(alarm, arns)),
    otherEntrances: [],
    notes: [],
    assumptions: [],
  };
}
