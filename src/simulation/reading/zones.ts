import { isKnown, isUnknown } from "../../topology/knowable";
import type { Subnet, Topology } from "../../topology/model";
import type { Findings } from "./findings";

/** A load balancer, an instance group or a service, with the subnets that it uses. */
export interface SubnetUser {
  readonly address: string;
  /** Addresses of subnets. */
  readonly subnets: readonly string[];
}

/**
 * The zones of subnets, in the order of their names. A subnet whose zone is not known is taken to
 * lie in one of its own, named after it.
 *
 * @param addresses of the subnets
 */
export function zonesOf(
  topology: Topology,
  addresses: readonly string[],
  findings: Findings,
): readonly string[] {
  const subnets = addresses.map((address) => subnetAt(topology, address));
  for (const [index, subnet] of subnets.entries()) {
    if (!subnet) {
      findings.miss(`${addresses[index]}: the subnet is not described`);
    } else if (isUnknown(subnet.zone)) {
      findings.assume(
        `${subnet.address} lies in a zone of its own: which one is not known (${subnet.zone.unknown})`,
      );
    }
  }
  return [...new Set(subnets.flatMap((subnet) => (subnet ? [zoneOf(subnet)] : [])))].sort();
}

/**
 * Two users with other subnets have zones in common or not; where the zone of such a subnet is not
 * known, nothing tells.
 */
export function compareZones(
  topology: Topology,
  users: readonly SubnetUser[],
  findings: Findings,
): void {
  for (const one of users) {
    for (const other of users) {
      const own = one.subnets.filter((address) => !other.subnets.includes(address));
      const unclear = own.find((address) => isUnknown(subnetAt(topology, address)?.zone));
      if (unclear && other.subnets.some((address) => !one.subnets.includes(address))) {
        findings.miss(
          `${unclear}: without its zone, which zones ${one.address} and ${other.address} share is not known`,
        );
      }
    }
  }
}

function subnetAt({ subnets }: Topology, address: string): Subnet | undefined {
  return subnets.find((subnet) => subnet.address === address);
}

function zoneOf({ zone, address }: Subnet): string {
  return isKnown(zone) ? zone : `zone of ${address}`;
}
