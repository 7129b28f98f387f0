import { isKnown, type Knowable, unknown } from "../topology/knowable";
import type { Service, Subnet, Topology } from "../topology/model";
import { loadBalancersOf } from "./entrances";
import { groupsOf } from "./hosts";
import { allKnown, everyOf, holdsIf, type Judgement, someOf, whenKnown } from "./judgement";
import { oncePerSubject } from "./once";

/** Where something stands: a subnet, and its zone as far as that is known. */
export type Place = Pick<Subnet, "address" | "zone">;

/** The places of the subnets at some addresses, each once. */
export function placesAt(
  addresses: Knowable<readonly string[]>,
  { subnets }: Topology,
): Knowable<readonly Place[]> {
  return whenKnown([addresses], (known) =>
    [...new Set(known)].map(
      (address) =>
        subnets.find((subnet) => subnet.address === address) ?? {
          address,
          zone: unknown(`the zone of "${address}" is not among what was read`),
        },
    ),
  );
}

/** The places of several things together. */
export function placesOfAll(
  all: readonly { readonly subnets: Knowable<readonly string[]> }[],
  topology: Topology,
): Knowable<readonly Place[]> {
  return whenKnown([allKnown(all.map(({ subnets }) => subnets))], (lists) =>
    placesAt(lists.flat(), topology),
  );
}

/** Where a service can be reached and can run: the places of its load balancers and instances. */
export const placesOf = oncePerSubject((service: Service, topology) =>
  whenKnown(
    [loadBalancersOf(service, topology), groupsOf(service, topology), service.taskNetwork],
    (loadBalancers, groups, network) =>
      placesOfAll([...loadBalancers, ...groups, ...(network ? [network] : [])], topology),
  ),
);

/**
 * Where its tasks can run: an awsvpc task has its address in one of its own subnets, and runs on an
 * instance of the same zone.
 */
export function placesOfTasks(service: Service, topology: Topology): Knowable<readonly Place[]> {
  return whenKnown(
    [groupsOf(service, topology), service.taskNetwork],
    (groups, network): Knowable<readonly Place[]> => {
      if (network === undefined) {
        return placesOfAll(groups, topology);
      }
      return whenKnown(
        [placesAt(network.subnets, topology), placesOfAll(groups, topology)],
        (own, hosts) =>
          groups.length === 0 ? own : own.flatMap((place) => whereHosted(place, hosts)),
      );
    },
  );
}

/** Its place where there are instances; one of no known zone where that is not known. */
function whereHosted(place: Place, hosts: readonly Place[]): readonly Place[] {
  const hosted = isCovered(place, hosts);
  if (isKnown(hosted)) {
    return hosted ? [place] : [];
  }
  return [{ ...place, zone: hosted }];
}

/** How many zones the places are in: exactly known where both ends are the same. */
export function zoneCount(places: readonly Place[]): {
  readonly least: number;
  readonly most: number;
} {
  const known = new Set(places.map(({ zone }) => zone).filter(isKnown));
  const unsettled = places.filter(({ zone }) => !isKnown(zone)).length;
  return { least: Math.max(known.size, Math.min(1, unsettled)), most: known.size + unsettled };
}

/** The number of zones, where that is certain. */
export function exactZoneCount(places: readonly Place[]): Knowable<number> {
  const { least, most } = zoneCount(places);
  return least === most ? least : unknown(whyUnsettled(places));
}

/** Whether there are at least so many zones. */
export function hasZones(places: readonly Place[], wanted: number): Knowable<boolean> {
  const { least, most } = zoneCount(places);
  return least >= wanted || (most >= wanted && unknown(whyUnsettled(places)));
}

/** Whether every zone of some places is among those of others: the same subnet surely is. */
export function covering(places: readonly Place[], by: readonly Place[]): Judgement {
  const covered = places.map((place) => isCovered(place, by));
  const missing = places.filter((_, index) => covered[index] === false);
  return holdsIf(
    everyOf(covered),
    missing.length > 0
      ? `in ${describeZones(by)}, not in ${describeZones(missing)}`
      : `in ${describeZones(by)}`,
  );
}

function isCovered({ address, zone }: Place, by: readonly Place[]): Knowable<boolean> {
  return (
    by.some((each) => each.address === address) ||
    someOf(by.map((each) => whenKnown([each.zone, zone], (one, other) => one === other)))
  );
}

/** `eu-north-1a, eu-north-1b`, or what is not known of them. */
export function describeZones(places: readonly Place[]): string {
  const zones = places.map(({ zone, address }) => (isKnown(zone) ? zone : `that of ${address}`));
  return [...new Set(zones)].sort().join(", ") || "none";
}

function whyUnsettled(places: readonly Place[]): string {
  const reasons = places
    .map(({ zone }) => zone)
    .flatMap((zone) => (isKnown(zone) ? [] : [zone.unknown]));
  return [...new Set(reasons)].join("; ");
}
