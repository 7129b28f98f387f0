import { isKnown, isUnknown } from "../topology/knowable";
import type { InstanceGroup, LoadBalancer, Service, Topology } from "../topology/model";
import { whyNothingForwards } from "../topology/relations/forwarding";
import type { Deployment } from "./deployment";
import { alternatesTo, compareAlternates } from "./reading/alternates";
import { Findings } from "./reading/findings";
import { instanceGroupPlan } from "./reading/instance-groups";
import { loadBalancerBefore, loadBalancerPlan, targetGroupPlan } from "./reading/load-balancers";
import { noteClosedPorts } from "./reading/open-ports";
import { groupOf, isOnFargate, requirementsOf, servicePlan, taskSubnets } from "./reading/services";
import { noteWaysOut } from "./reading/ways-out";
import { compareZones, type SubnetUser } from "./reading/zones";

export interface DeploymentReading {
  /** Undefined where something is missing. */
  readonly deployment: Deployment | undefined;
  /** What is not known or cannot be simulated, for people. */
  readonly missing: readonly string[];
  /** What was taken for given, for people. */
  readonly assumptions: readonly string[];
}

/** What can be simulated of a topology: nothing is guessed, what is unknown is named. */
export function deploymentOf(topology: Topology): DeploymentReading {
  const findings = new Findings();
  const deployment = read(topology, findings);
  const { missing, assumptions } = findings;
  return { deployment: missing.length === 0 ? deployment : undefined, missing, assumptions };
}

function read(topology: Topology, findings: Findings): Deployment {
  const { replicas, daemons } = servicesOnInstances(topology, findings);
  const runsOn = new Map(
    [...replicas, ...daemons].map((service) => [service, groupOf(topology, service, findings)]),
  );
  const groups = topology.instanceGroups.filter(({ address }) =>
    replicas.some((service) => runsOn.get(service) === address),
  );
  const asked = askedTargetGroups(topology, replicas, findings);
  const loadBalancers = topology.loadBalancers.filter((each) => [...asked.values()].includes(each));
  const targetGroups = topology.targetGroups.filter(({ address }) => asked.has(address));
  const plans = {
    loadBalancers: loadBalancers.map((each) => loadBalancerPlan(topology, each, findings)),
    instanceGroups: groups.map((group) => {
      const beside = daemons.filter((daemon) => runsOn.get(daemon) === group.address);
      const takes = beside.map((daemon) => requirementsOf(daemon, findings));
      return instanceGroupPlan(topology, group, takes, findings);
    }),
  };
  for (const { address, subnets } of subnetUsers(groups, replicas, findings)) {
    noteWaysOut(topology, address, subnets, findings);
  }
  for (const service of replicas) {
    const group = groups.find(({ address }) => runsOn.get(service) === address);
    const before = attachmentsOf(service, findings).flatMap((each) => asked.get(each) ?? []);
    if (group) {
      noteClosedPorts(topology, service, group, before, findings);
    }
  }
  compareZones(topology, subnetUsers([...loadBalancers, ...groups], replicas, findings), findings);
  const zones = [...plans.loadBalancers, ...plans.instanceGroups].flatMap((part) => part.zones);
  return {
    ...plans,
    zones: [...new Set(zones)].sort(),
    targetGroups: targetGroups.map((group) => {
      const owner = asked.get(group.address) as LoadBalancer;
      return targetGroupPlan(group, loadBalancers.indexOf(owner), findings);
    }),
    services: replicas.map((service) => ({
      ...servicePlan(topology, service, findings),
      instanceGroup: groups.findIndex(({ address }) => runsOn.get(service) === address),
      targetGroups: attachmentsOf(service, findings).flatMap((address) =>
        asked.has(address) ? targetGroups.findIndex((group) => group.address === address) : [],
      ),
    })),
  };
}

function subnetUsers(
  parts: readonly (LoadBalancer | InstanceGroup)[],
  services: readonly Service[],
  findings: Findings,
): readonly SubnetUser[] {
  return [
    ...parts.map(({ address, subnets }) => ({
      address,
      subnets: findings.known(subnets, address, "its subnets", []),
    })),
    ...services.flatMap((service) => {
      const subnets = taskSubnets(service, findings);
      return subnets ? [{ address: service.address, subnets }] : [];
    }),
  ];
}

function servicesOnInstances({ services }: Topology, findings: Findings) {
  for (const { address } of services.filter(isOnFargate)) {
    findings.assume(`${address} is left out: it runs on AWS Fargate`);
  }
  const onInstances = services.filter((service) => !isOnFargate(service));
  const isDaemon = ({ address, schedulingStrategy }: Service) =>
    findings.known(schedulingStrategy, address, "its scheduling strategy", "REPLICA") === "DAEMON";
  return {
    replicas: onInstances.filter((service) => !isDaemon(service)),
    daemons: onInstances.filter(isDaemon),
  };
}

/** The target groups of the services that a load balancer forwards to, by address. */
function askedTargetGroups(
  topology: Topology,
  services: readonly Service[],
  findings: Findings,
): ReadonlyMap<string, LoadBalancer> {
  const asked = new Map<string, LoadBalancer>();
  compareAlternates(topology, services, findings);
  for (const address of services.flatMap((service) => attachmentsOf(service, findings))) {
    const inTurn = [address, ...alternatesTo(address, services)];
    const owner = loadBalancerBefore(topology, inTurn);
    if (!topology.targetGroups.some((group) => group.address === address)) {
      findings.miss(`${address}: the target group is not described`);
    } else if (isUnknown(owner)) {
      findings.miss(`whether a listener forwards to ${address} is not known (${owner.unknown})`);
    } else if (owner) {
      asked.set(address, owner);
    } else {
      findings.miss(whyNothingForwards(address, topology));
    }
  }
  if (asked.size === 0) {
    findings.miss("no Application Load Balancer forwards to an ECS service on EC2 instances");
  }
  return asked;
}

function attachmentsOf({ address, attachments }: Service, findings: Findings): readonly string[] {
  return attachments.flatMap(({ targetGroup, alternate }) =>
    alternate
      ? []
      : isKnown(targetGroup)
        ? targetGroup
        : (findings.missKnown(address, "its target group", targetGroup) ?? []),
  );
}
