import { isKnown } from "../knowable";
import type { Topology, TopologySource } from "../model";
import type { Graph } from "../terraform/graph";
import { alarmsOf } from "./alarms";
import { autoscalingOf } from "./autoscaling";
import { capacityProvidersOf, clusterAssociationsOf } from "./capacity-providers";
import { groupTargetsOf } from "./group-targets";
import { instanceGroupsOf } from "./instance-groups";
import { loadBalancersOf } from "./load-balancers";
import { securityGroupsOf } from "./security-groups";
import { servicesOf } from "./services";
import { subnetsOf } from "./subnets";
import { targetGroupsOf } from "./target-groups";

/** @param noted what the source could not tell, for people */
export function topologyOf(
  graph: Graph,
  source: TopologySource,
  noted: readonly string[],
): Topology {
  const notes = [...noted];
  const securityGroups = securityGroupsOf(graph);
  const groupTargets = groupTargetsOf(graph, notes);
  const { loadBalancers, otherEntrances } = loadBalancersOf(graph, securityGroups, notes);
  const instanceGroups = instanceGroupsOf(graph, securityGroups, groupTargets, notes);
  const services = servicesOf(graph, securityGroups, autoscalingOf(graph), groupTargets);
  const read = {
    source,
    subnets: subnetsOf(graph, source, subnetsNamedBy(loadBalancers, instanceGroups, services)),
    loadBalancers,
    targetGroups: targetGroupsOf(graph, targetGroupsNamedBy(services)),
    instanceGroups,
    capacityProviders: capacityProvidersOf(graph),
    clusters: clusterAssociationsOf(graph),
    services,
    alarms: alarmsOf(graph),
    otherEntrances,
  };
  return { ...read, notes, assumptions: graph.assumptions.all };
}

function targetGroupsNamedBy(services: Topology["services"]): ReadonlySet<string> {
  return new Set(
    services.flatMap(({ attachments }) =>
      attachments.map(({ targetGroup }) => targetGroup).filter(isKnown),
    ),
  );
}

function subnetsNamedBy(
  loadBalancers: Topology["loadBalancers"],
  instanceGroups: Topology["instanceGroups"],
  services: Topology["services"],
): ReadonlySet<string> {
  const networks = services.map(({ taskNetwork }) => taskNetwork);
  const taskNetworks = networks.filter((network) => network !== undefined && isKnown(network));
  return new Set(
    [...loadBalancers, ...instanceGroups, ...taskNetworks].flatMap((subject) =>
      subject && isKnown(subject.subnets) ? subject.subnets : [],
    ),
  );
}
