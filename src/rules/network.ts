import { contains, isIpv4Block, overlap } from "../network/cidr";
import { isKnown, isUnknown, type Knowable, unknown } from "../topology/knowable";
import type { DefaultRoute, InstanceGroup, Service, Subnet, Topology } from "../topology/model";
import {
  allKnown,
  broken,
  cannotTell,
  everyOf,
  given,
  gravest,
  holds,
  holdsIf,
  type Judgement,
  notApplicable,
  someOf,
  whenKnown,
} from "./judgement";
import { oncePerSubject } from "./once";
import { rule } from "./rule";
import { services, subnets } from "./subjects";
import { describeZones, hasZones, placesOf, placesOfTasks } from "./zones";

export const subnetsInTwoZones = rule({
  id: "HA-NET-01",
  title: "the service's subnets lie in at least two zones",
  reason: "Everything in one zone fails with that zone.",
  source:
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
  remedy:
    "give the load balancer, the Auto Scaling group and the network_configuration of awsvpc tasks a subnet in a second zone",
  on: services,
  judge: (service, topology) =>
    gravest([
      given([placesOf(service, topology)], (places) =>
        holdsIf(hasZones(places, 2), describeZones(places)),
      ),
      given([service.taskNetwork], (network) =>
        network ? tasksInTwoZones(service, topology) : notApplicable("on their instances"),
      ),
    ]),
});

/** The load balancer's zones, or those of instances that no task can use, are no help to them. */
function tasksInTwoZones(service: Service, topology: Topology): Judgement {
  return given([placesOfTasks(service, topology)], (places) => {
    const two = hasZones(places, 2);
    return holdsIf(
      two,
      two === true ? describeZones(places) : `tasks in ${describeZones(places)} alone`,
    );
  });
}

export const routesToInternet = rule({
  id: "HA-NET-02",
  title: "each subnet has a route to an Internet Gateway of its own VPC",
  reason:
    "In a subnet without it, the load balancer's node answers nobody on the internet, and an instance with a public address reaches neither ECS nor its images.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
  remedy:
    "associate the subnet with a route table that sends 0.0.0.0/0 to the VPC's aws_internet_gateway, and give its instances public addresses (associate_public_ip_address = true)",
  on: subnets,
  judge: (subnet, topology) =>
    given([subnet.defaultRoute, servesInternet(subnet, topology)], (route, isEntrance) =>
      route.to === "internet-gateway"
        ? given([isOfSameVpc(subnet, route)], (same) =>
            same
              ? gravest([
                  holds("0.0.0.0/0 goes to an Internet Gateway"),
                  ...topology.instanceGroups.map((group) => canUseGateway(group, subnet)),
                ])
              : broken("0.0.0.0/0 goes to an Internet Gateway of another VPC"),
          )
        : withoutInternetGateway(route, isEntrance, topology),
    ),
});

/** An Internet Gateway lets nothing through that has no public address. */
function canUseGateway(group: InstanceGroup, subnet: Subnet): Judgement {
  const { publicAddresses = subnet.givesPublicAddresses } = group;
  return given([group.subnets, publicAddresses], (addresses, has) =>
    has === false && addresses.includes(subnet.address)
      ? cannotTell(
          `instances of ${group.address} get no public address, which its Internet Gateway asks for: VPC endpoints may stand in for it`,
        )
      : notApplicable("with a public address, or elsewhere"),
  );
}

function servesInternet(subnet: Subnet, { loadBalancers }: Topology): Knowable<boolean> {
  return someOf(
    loadBalancers.map(({ subnets, internal }) =>
      everyOf([
        whenKnown([subnets], (addresses) => addresses.includes(subnet.address)),
        whenKnown([internal], (isInternal) => !isInternal),
      ]),
    ),
  );
}

function isOfSameVpc(subnet: Subnet, { gatewayVpcId }: DefaultRoute): Knowable<boolean> {
  return whenKnown([subnet.vpcId, gatewayVpcId], (own, its) => own === its);
}

/** Instances in private subnets are as good, where they reach AWS some other way. */
function withoutInternetGateway(
  { to, hop }: DefaultRoute,
  isEntrance: boolean,
  topology: Topology,
): Judgement {
  const seen = to === "none" ? "no route for 0.0.0.0/0" : `0.0.0.0/0 goes to ${NAMES[to]}`;
  if (isEntrance) {
    return broken(seen);
  }
  return to === "nat-gateway"
    ? gravest([notApplicable("a private subnet, with a NAT gateway"), ownWayOut(hop, topology)])
    : cannotTell(`${seen}: VPC endpoints may stand in for it`);
}

/** A NAT gateway has no other way to the internet than that of the subnet that it stands in. */
function ownWayOut(hop: DefaultRoute["hop"], { subnets }: Topology): Judgement {
  const gateway = isKnown(hop) ? hop : undefined;
  const within = subnets.find(({ address }) => address === gateway?.subnet);
  const route = within?.defaultRoute;
  if (!gateway || !within || !route || isUnknown(route) || route.to === "internet-gateway") {
    return notApplicable("a private subnet, with a NAT gateway");
  }
  const seen = `${gateway.address} stands in ${within.address}, which has no route to an Internet Gateway`;
  // What else it leads to, such as a firewall, may lead on.
  return route.to === "other" ? cannotTell(seen) : broken(seen);
}

const NAMES = {
  "internet-gateway": "an Internet Gateway",
  "nat-gateway": "a NAT gateway",
  other: "something else",
} as const;

export const newRangesFit = rule({
  id: "HA-NET-03",
  title: "a new subnet's range lies inside its VPC's and apart from every other subnet's",
  reason: "AWS refuses it otherwise, in the middle of an apply.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  remedy: "give the subnet a cidr_block of the VPC that is free",
  on: subnets,
  judge: (subnet, topology) =>
    subnet.existing
      ? notApplicable("an existing subnet")
      : gravest([
          isInside(subnet, topology),
          ...topology.subnets
            .filter((other) => other !== subnet)
            .map((other) => isApart(subnet, other, topology)),
        ]),
});

const blockOf = oncePerSubject(({ cidrBlock }: Subnet) => ipv4(cidrBlock));

function isInside(subnet: Subnet, topology: Topology): Judgement {
  return given([blockOf(subnet, topology), ipv4(subnet.vpcCidrBlock)], (block, vpc) =>
    holdsIf(contains(vpc, block), contains(vpc, block) ? block : `${block} is not inside ${vpc}`),
  );
}

function isApart(subnet: Subnet, other: Subnet, topology: Topology): Judgement {
  if (isKnown(subnet.vpcId) && isKnown(other.vpcId) && subnet.vpcId !== other.vpcId) {
    return notApplicable("in another VPC");
  }
  return given([blockOf(subnet, topology), blockOf(other, topology)], (one, its) =>
    overlap(one, its)
      ? given([allKnown([subnet.vpcId, other.vpcId])], () =>
          broken(`${one} overlaps ${its} of ${other.address}`),
        )
      : holds(one),
  );
}

function ipv4(block: Knowable<string>): Knowable<string> {
  return whenKnown([block], (text) =>
    isIpv4Block(text) ? text : unknown(`"${text}" is no IPv4 block`),
  );
}
