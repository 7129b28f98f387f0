import { isKnown, isUnknown } from "../topology/knowable";
import type {
  Alarm,
  CapacityProvider,
  ClusterAssociation,
  InstanceGroup,
  LoadBalancer,
  Service,
  Subnet,
  TargetGroup,
  Topology,
} from "../topology/model";
import { runsOnInstances } from "./hosts";
import { cannotTell, type Judgement, notApplicable } from "./judgement";
import type { SubjectKind } from "./rule";

export const services: SubjectKind<Service> = {
  in: (topology) => topology.services,
  name: "services",
  absent: () => cannotTell("no ECS service was read"),
};

export const loadBalancers: SubjectKind<LoadBalancer> = {
  in: (topology) => topology.loadBalancers,
  name: "load balancers",
  absent: neededForRequests("no load balancer was read"),
};

export const targetGroups: SubjectKind<TargetGroup> = {
  in: (topology) => topology.targetGroups,
  name: "target groups",
  absent: neededForRequests("no target group was read"),
};

export const instanceGroups: SubjectKind<InstanceGroup> = {
  in: (topology) => topology.instanceGroups,
  name: "Auto Scaling groups",
  absent: neededForInstances("no Auto Scaling group was read"),
};

export const capacityProviders: SubjectKind<CapacityProvider> = {
  in: (topology) => topology.capacityProviders,
  name: "capacity providers",
  absent: neededForInstances("no capacity provider was read"),
};

export const clusterAssociations: SubjectKind<ClusterAssociation> = {
  in: (topology) => topology.clusters,
  name: "clusters",
  absent: () => notApplicable("no cluster's list of capacity providers is managed"),
};

export const alarms: SubjectKind<Alarm> = {
  in: (topology) => topology.alarms,
  name: "alarms",
  absent: () => notApplicable("there is no alarm"),
};

/**
 * Those of load balancers, instances and tasks on Fargate: a database's are not the service's, and
 * what awsvpc tasks on instances need of AWS, their instance gets.
 */
export const subnets: SubjectKind<Subnet> = {
  in: (topology) => {
    const onFargate = topology.services
      .filter((service) => runsOnInstances(service) === false)
      .map(({ taskNetwork }) => taskNetwork)
      .filter((network) => network !== undefined)
      .filter(isKnown);
    const used = [...topology.loadBalancers, ...topology.instanceGroups, ...onFargate]
      .map((each) => each.subnets)
      .filter(isKnown)
      .flat();
    return topology.subnets.filter(({ address }) => used.includes(address));
  },
  name: "subnets",
  absent: () => cannotTell("no subnet of the service was read"),
};

/** Those, and what is destroyed although parts of the service stand in it before the plan. */
export const subnetsBefore: SubjectKind<Subnet> = {
  ...subnets,
  in: (topology) => {
    const now = subnets.in(topology);
    return topology.subnets.filter(
      (subnet) => now.includes(subnet) || (subnet.usedBefore === true && subnet.replaced === true),
    );
  },
};

function neededForRequests(message: string) {
  return (topology: Topology): Judgement =>
    topology.services.some(({ attachments }) => attachments.length > 0)
      ? cannotTell(message)
      : notApplicable("no service has a target group");
}

function neededForInstances(message: string) {
  return (topology: Topology): Judgement =>
    topology.services.some((service) => {
      const onInstances = runsOnInstances(service);
      return isUnknown(onInstances) || onInstances;
    })
      ? cannotTell(message)
      : notApplicable("no service runs on instances");
}
