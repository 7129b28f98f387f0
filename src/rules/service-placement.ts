import { survivorsOf } from "../capacity/static-stability";
import type { Knowable } from "../topology/knowable";
import type { InstanceGroup, Service, Subject, Topology } from "../topology/model";
import { entrancesTo } from "./entrances";
import { findProvider, groupsOf, isFargate } from "./hosts";
import {
  allKnown,
  broken,
  cannotTell,
  given,
  gravest,
  holds,
  holdsIf,
  type Judgement,
  notApplicable,
  whenKnown,
} from "./judgement";
import { fixedPortsHeld, fixedPortsOf, peakLoadOn } from "./load";
import { rule } from "./rule";
import { ofReplicas, onInstances } from "./service-kinds";
import { services } from "./subjects";
import { exactZoneCount, placesAt } from "./zones";

export const usesCapacityProvider = rule({
  id: "HA-SVC-08",
  title: "a service is placed by a capacity-provider strategy",
  reason:
    "Only then does ECS ask the group for instances when tasks find no room; with the launch type EC2 they wait.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
  remedy: "replace launch_type by a capacity_provider_strategy block",
  on: services,
  judge: onInstances(({ capacityProviders, launchType }) =>
    given([capacityProviders, launchType], (providers, type) => {
      if (providers.length > 0) {
        return holds(providers.join(", "));
      }
      return type ? broken(`launch type ${type}`) : cannotTell("the cluster's default strategy");
    }),
  ),
});

export const portsAreFree = rule({
  id: "HA-SVC-09",
  title: "host ports are dynamic, or every task finds its port free on a survivor",
  reason:
    "An instance has a fixed port once: a survivor that runs a task has no room for the lost one.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
  remedy: "set hostPort = 0 in the task definition, or raise min_size",
  on: services,
  judge: onInstances((service, topology) =>
    given([service.task], (task) =>
      given([fixedPortsOf(task), groupsOf(service, topology)], (ports, groups) =>
        ports.length === 0
          ? holds("dynamic")
          : gravest(groups.map((group) => findsPorts(service, ports, group, topology))),
      ),
    ),
  ),
});

function findsPorts(
  service: Service,
  ports: readonly number[],
  group: InstanceGroup,
  topology: Topology,
): Judgement {
  return given(
    [peakLoadOn(group, topology), group.minSize, placesAt(group.subnets, topology)],
    ({ demands }, minSize, places) =>
      given([exactZoneCount(places)], (zones) => {
        const own = demands.filter((demand) => demand.service === service.address);
        const tasks = Math.max(...own.map((demand) => fixedPortsHeld(demand, demands)));
        const left = survivorsOf(minSize, zones);
        return zones < 2
          ? notApplicable("in one zone alone")
          : holdsIf(
              tasks <= left,
              `port ${ports.join(", ")}: ${tasks} tasks, ${left} instances left of ${minSize}`,
            );
      }),
  );
}

export const nothingIsTiedToAZone = rule({
  id: "HA-SVC-10",
  title: "no volume ties a task to an instance or a zone",
  reason: "A path of the host, an EBS volume or a One Zone file system is lost with its zone.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
  remedy: "keep the data in a regional EFS file system, a database or S3",
  on: services,
  judge: ofReplicas(({ task }) =>
    given([task], (known) =>
      given([known.volumes], (volumes) => {
        const tied = volumes.filter(({ kind }) => kind === "host" || kind === "zonal");
        return holdsIf(
          tied.length === 0,
          tied.map(({ name, kind }) => `${name} (${kind})`).join(", ") || "none",
        );
      }),
    ),
  ),
});

export const waitsForItsWay = rule({
  id: "HA-SVC-11",
  title: "a service waits for its listener and for its capacity provider",
  reason:
    "ECS refuses a service whose target group no listener uses yet, or whose capacity provider the cluster does not have yet; the other way round, a destroy hangs.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
  remedy:
    "add the listener or its rule, and the aws_ecs_cluster_capacity_providers, to the service's depends_on",
  toldBy: ["synthesized", "plan"],
  on: services,
  judge: (service, topology) =>
    given([service.waitsFor], (addresses) =>
      gravest([
        waitsForOne("listener", addresses, entrancesTo(service, topology)),
        waitsForOne("capacity provider", addresses, associationsOf(service, topology)),
      ]),
    ),
});

function waitsForOne(
  what: string,
  waitsFor: readonly string[],
  awaited: Knowable<readonly Subject[]>,
): Judgement {
  return given([awaited], (subjects) => {
    const addresses = subjects.map(({ address }) => address);
    if (addresses.length === 0) {
      return notApplicable(`no ${what} here`);
    }
    return addresses.some((address) => waitsFor.includes(address))
      ? holds(`waits for its ${what}`)
      : broken(`does not wait for its ${what}: ${addresses.join(" or ")}`);
  });
}

/** The lists of a cluster that hold one of its capacity providers. */
function associationsOf(service: Service, topology: Topology): Knowable<readonly Subject[]> {
  const { clusters } = topology;
  return whenKnown(
    [service.capacityProviders, allKnown(clusters.map((each) => each.capacityProviders))],
    (own, lists) =>
      clusters.filter((_, index) =>
        lists[index]?.some((listed) => own.some((name) => same(listed, name, topology))),
      ),
  );
}

/** One may be a name and the other an address. */
function same(one: string, other: string, topology: Topology): boolean {
  const provider = findProvider(one, topology);
  return one === other || (provider !== undefined && provider === findProvider(other, topology));
}

export const desiredCountIsLeftAlone = rule({
  id: "HA-SVC-12",
  title: "desired_count is ignored exactly where autoscaling sets it",
  reason:
    "An apply would otherwise undo what autoscaling did, in the middle of a zone loss too; ignored without autoscaling, a change of it does nothing.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
  remedy:
    'with an aws_appautoscaling_target add ignore_changes = ["desired_count"] to the lifecycle, without one take it out',
  toldBy: ["synthesized"],
  on: services,
  judge: ofReplicas(({ lifecycle, autoscaling }) =>
    given([lifecycle, autoscaling], ({ ignoreChanges }, scaling) => {
      const ignored = ignoreChanges.some((each) => each === "desired_count" || each === "all");
      return holdsIf(
        ignored === (scaling !== undefined),
        `${scaling ? "autoscaled" : "not autoscaled"}, ${ignored ? "ignored" : "not ignored"}`,
      );
    }),
  ),
});

export const strategyIsOfOneKind = rule({
  id: "HA-SVC-13",
  title: "a capacity-provider strategy names Fargate or Auto Scaling groups, not both",
  reason: "ECS refuses a service whose strategy mixes them.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html",
  remedy: "remove FARGATE and FARGATE_SPOT from the strategy, or every other capacity provider",
  on: services,
  judge: ({ capacityProviders }) =>
    given([capacityProviders], (providers) => {
      const onFargate = providers.filter(isFargate);
      if (providers.length === 0) {
        return notApplicable("no strategy of its own");
      }
      return holdsIf(
        onFargate.length === 0 || onFargate.length === providers.length,
        providers.join(", "),
      );
    }),
});
