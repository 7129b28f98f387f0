import { DYNAMIC_HOST_PORTS } from "../network/host-ports";
import type { Knowable } from "../topology/knowable";
import type {
  InstanceGroup,
  LoadBalancer,
  Service,
  TaskNetwork,
  Topology,
} from "../topology/model";
import { mappedPorts, passage, portsUsed } from "../topology/relations/open-ports";
import { loadBalancersOf, servicesOfLoadBalancer } from "./entrances";
import { groupsOf } from "./hosts";
import {
  allKnown,
  cannotTell,
  given,
  gravest,
  holdsIf,
  type Judgement,
  notApplicable,
  whenKnown,
} from "./judgement";
import { rule } from "./rule";
import { loadBalancers, services } from "./subjects";
import { covering, placesAt, placesOfAll } from "./zones";

export const nodeInEveryZone = rule({
  id: "HA-LB-01",
  title: "the load balancer has a node in every zone of its targets",
  reason: "Targets in a zone that the load balancer does not map get no traffic.",
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
  remedy: "add a subnet of each such zone to the load balancer's subnets",
  on: loadBalancers,
  judge: (loadBalancer, topology) =>
    given(
      [placesAt(loadBalancer.subnets, topology), placesOfTargets(loadBalancer, topology)],
      (nodes, targets) =>
        targets.length === 0
          ? notApplicable("it forwards to no service")
          : covering(targets, nodes),
    ),
});

function placesOfTargets(loadBalancer: LoadBalancer, topology: Topology) {
  return whenKnown([servicesOfLoadBalancer(loadBalancer, topology)], (its) =>
    whenKnown([allKnown(its.map((service) => hostsOf(service, topology)))], (hosts) =>
      placesOfAll(hosts.flat(), topology),
    ),
  );
}

/** What has the addresses of a service's targets: the tasks themselves, or their instances. */
function hostsOf(
  service: Service,
  topology: Topology,
): Knowable<readonly (TaskNetwork | InstanceGroup)[]> {
  return whenKnown(
    [service.taskNetwork],
    (network): Knowable<readonly (TaskNetwork | InstanceGroup)[]> =>
      network ? [network] : groupsOf(service, topology),
  );
}

export const portsAreOpen = rule({
  id: "HA-LB-02",
  title: "the load balancer may reach every mapped port",
  reason:
    "Its security group must let the traffic out and that of the targets must let it in; a replacement on a survivor gets another dynamic port.",
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
  remedy: `open the mapped ports (${DYNAMIC_HOST_PORTS.first} to ${DYNAMIC_HOST_PORTS.last} for dynamic ones) in the egress of the load balancer's group and in the ingress of the targets'`,
  on: services,
  judge: (service, topology) =>
    given(
      [loadBalancersOf(service, topology), hostsOf(service, topology), mappedPorts(service)],
      (entrances, hosts, ports) => {
        const ways = ports.map((range) =>
          gravest(
            entrances.flatMap((entrance) =>
              hosts.map((host) => {
                const { open, seen } = passage(entrance, host, range, topology);
                return holdsIf(open, seen);
              }),
            ),
          ),
        );
        return entrances.length === 0
          ? notApplicable("behind no load balancer")
          : gravestOfUsed(ways, portsUsed(service));
      },
    ),
});

/** Of more mapped ports than the load balancer uses, those that are closed may be the others. */
function gravestOfUsed(ways: readonly Judgement[], used: number): Judgement {
  const closed = ways.filter(({ verdict }) => verdict === "broken").length;
  const gravestOfAll = gravest(ways);
  return closed > 0 && closed <= ways.length - used
    ? cannotTell(`${gravestOfAll.value}; which of the ${ways.length} it uses is not known`)
    : gravestOfAll;
}

export const zonalShiftIsOn = rule({
  id: "HA-LB-03",
  title: "zonal shift is on",
  reason:
    "With it, a person or AWS can take an impaired zone out of DNS and routing at once, before health checks see anything.",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html",
  remedy: "set enable_zonal_shift = true",
  on: loadBalancers,
  judge: ({ zonalShift }) => given([zonalShift], (on) => holdsIf(on, on ? "on" : "off")),
});
