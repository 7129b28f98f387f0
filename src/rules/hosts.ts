import { type Knowable, unknown } from "../topology/knowable";
import type { CapacityProvider, InstanceGroup, Service, Topology } from "../topology/model";
import { allKnown, whenKnown } from "./judgement";
import { oncePerSubject } from "./once";

/** The groups of instances that a service's tasks may be placed on; none for Fargate. */
export const groupsOf = oncePerSubject((service: Service, topology) =>
  whenKnown([runsOnInstances(service)], (onInstances) =>
    onInstances
      ? whenKnown([providerNamesOf(service, topology)], (names) =>
          groupsOfProviders(names, topology),
        )
      : [],
  ),
);

function groupsOfProviders(
  names: readonly string[],
  topology: Topology,
): Knowable<readonly InstanceGroup[]> {
  return whenKnown([allKnown(names.map((name) => groupOfProvider(name, topology)))], (groups) => [
    ...new Set(groups),
  ]);
}

/** The services whose tasks may be placed on a group. */
export function servicesOn(group: InstanceGroup, topology: Topology): Knowable<readonly Service[]> {
  const { services } = topology;
  return whenKnown([allKnown(services.map((service) => groupsOf(service, topology)))], (lists) =>
    services.filter((_, index) => lists[index]?.includes(group)),
  );
}

const FARGATE = ["FARGATE", "FARGATE_SPOT"];

/** Whether a capacity provider, by name or address, is one of Fargate's. */
export function isFargate(provider: string): boolean {
  return FARGATE.includes(provider);
}

/** Whether the tasks need container instances, which Fargate's do not. */
export function runsOnInstances({ launchType, capacityProviders }: Service): Knowable<boolean> {
  return whenKnown(
    [launchType, capacityProviders],
    (type, providers) => type !== "FARGATE" && !providers.some(isFargate),
  );
}

export function findProvider(
  nameOrAddress: string,
  { capacityProviders }: Topology,
): CapacityProvider | undefined {
  return capacityProviders.find(
    ({ name, address }) => address === nameOrAddress || name === nameOrAddress,
  );
}

function groupOfProvider(nameOrAddress: string, topology: Topology): Knowable<InstanceGroup> {
  const provider = findProvider(nameOrAddress, topology);
  return provider
    ? groupBehind(provider, topology)
    : unknown(`capacity provider "${nameOrAddress}" is not among what was read`);
}

export function groupBehind(
  { instanceGroup }: CapacityProvider,
  { instanceGroups }: Topology,
): Knowable<InstanceGroup> {
  return whenKnown(
    [instanceGroup],
    (address) =>
      instanceGroups.find((group) => group.address === address) ??
      unknown(`Auto Scaling group "${address}" is not among what was read`),
  );
}

/** Its own, or those of its cluster: with the launch type EC2, ECS takes any instance of it. */
function providerNamesOf(service: Service, { clusters }: Topology): Knowable<readonly string[]> {
  return whenKnown([service.capacityProviders, service.cluster], (own, cluster) => {
    if (own.length > 0) {
      return own;
    }
    const association = clusters.find((each) => each.cluster === cluster);
    return association
      ? whenKnown([association.capacityProviders], (names) =>
          names.filter((name) => !isFargate(name)),
        )
      : unknown("the service names no capacity provider, and its cluster's are not known");
  });
}
