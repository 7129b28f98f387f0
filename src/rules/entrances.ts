import { isKnown, isUnknown, type Knowable, type Unknown, unknown } from "../topology/knowable";
import type {
  InstanceGroup,
  LoadBalancer,
  OtherEntrance,
  Service,
  Subject,
  TargetGroup,
  Topology,
} from "../topology/model";
import { entrancesOf } from "../topology/relations/forwarding";
import { groupsOf } from "./hosts";
import { allKnown, whenKnown } from "./judgement";
import { oncePerSubject, oncePerTopology } from "./once";
import { ReferenceIndex } from "./reference-index";

const entrances = oncePerTopology(
  ({ loadBalancers }) =>
    new ReferenceIndex(loadBalancers.flatMap(entrancesOf), ({ targetGroups }) => targetGroups),
);

const servicesByTargetGroup = oncePerTopology(
  (topology) =>
    new ReferenceIndex(topology.services, (service) => targetGroupsOf(service, topology)),
);

/** Its own or, where it has none, those that its instances are targets of as a whole. */
function targetGroupsOf(service: Service, topology: Topology): Knowable<readonly string[]> {
  const { instanceGroups } = topology;
  if (service.attachments.length > 0 || instanceGroups.every(isTargetOfNone)) {
    return registeredIn(service);
  }
  return whenKnown([groupsOf(service, topology)], (groups) =>
    whenKnown([allKnown(groups.map(({ targetGroups = [] }) => targetGroups))], (lists) =>
      lists.flat(),
    ),
  );
}

function isTargetOfNone({ targetGroups = [] }: InstanceGroup): boolean {
  return isKnown(targetGroups) && targetGroups.length === 0;
}

/** The target groups that ECS registers a service's tasks in. */
function registeredIn({ attachments }: Service): Knowable<readonly string[]> {
  return allKnown(attachments.map(({ targetGroup }) => targetGroup));
}

/** The listeners and rules that forward to what ECS registers a service's tasks in. */
export function entrancesTo(service: Service, topology: Topology): Knowable<readonly Subject[]> {
  const { untold } = entrances(topology);
  return whenKnown([registeredIn(service)], (addresses) =>
    addresses.length > 0 && untold[0]
      ? whereFrom(untold[0])
      : (elsewhere(addresses, topology) ??
        addresses.flatMap((address) => entrances(topology).to(address))),
  );
}

/** The listeners and rules by which requests get to a target group. */
export function entrancesOfTargetGroup(
  address: string,
  topology: Topology,
): Knowable<readonly Subject[]> {
  const found = entrances(topology).to(address);
  const [doubtful] = entrances(topology).untold;
  if (found.length > 0) {
    return found;
  }
  return doubtful ? whereFrom(doubtful) : (elsewhere([address], topology) ?? found);
}

/** The load balancers that forward to a service. */
export const loadBalancersOf = oncePerSubject((service: Service, topology) =>
  whenKnown([targetGroupsOf(service, topology)], (addresses) =>
    loadBalancersTo(addresses, topology),
  ),
);

/** The load balancers that forward to a target group. */
export function loadBalancersBefore(
  { address }: TargetGroup,
  topology: Topology,
): Knowable<readonly LoadBalancer[]> {
  return loadBalancersTo([address], topology);
}

function loadBalancersTo(
  targetGroups: readonly string[],
  topology: Topology,
): Knowable<readonly LoadBalancer[]> {
  const surely = targetGroups.flatMap((address) => entrances(topology).to(address));
  const found = new Set(surely.map(({ loadBalancer }) => loadBalancer));
  const doubtful = entrances(topology).untold.find(({ loadBalancer }) => !found.has(loadBalancer));
  return targetGroups.length > 0 && doubtful
    ? whereFrom(doubtful)
    : (elsewhere(targetGroups, topology) ?? [...found]);
}

/** Why not all entrances are known: a listener of a load balancer that was not read is one, or may be. */
function elsewhere(
  targetGroups: readonly string[],
  { otherEntrances }: Topology,
): Unknown | undefined {
  const other = otherEntrances.find(
    (each) =>
      targetGroups.length > 0 &&
      (isUnknown(each.targetGroups) ||
        each.targetGroups.some((address) => targetGroups.includes(address))),
  );
  return other && unknown(`the load balancer of ${other.address} is not among what was read`);
}

function whereFrom({ address, targetGroups }: OtherEntrance): Unknown {
  const why = isUnknown(targetGroups) ? ` (${targetGroups.unknown})` : "";
  return unknown(`where ${address} forwards to is not known${why}`);
}

/** The services that a load balancer forwards to. */
export function servicesOfLoadBalancer(
  loadBalancer: LoadBalancer,
  topology: Topology,
): Knowable<readonly Service[]> {
  const { services } = topology;
  return whenKnown(
    [allKnown(services.map((service) => loadBalancersOf(service, topology)))],
    (lists) => services.filter((_, index) => lists[index]?.includes(loadBalancer)),
  );
}

/** The services whose tasks are targets of a target group. */
export function servicesBehind(
  { address }: TargetGroup,
  topology: Topology,
): Knowable<readonly Service[]> {
  const index = servicesByTargetGroup(topology);
  const [doubtful] = index.untold;
  return doubtful
    ? unknown(`the target group of ${doubtful.address} is not known`)
    : index.to(address);
}
