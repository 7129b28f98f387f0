import { isKnown, isUnknown, type Knowable, whenKnown } from "../knowable";
import type { Subnet, Topology, ZonalHop } from "../model";

/** How the way out of a subnet stands when another zone is lost. */
export type WayOut =
  | { readonly state: "own" | "none" }
  | { readonly state: "lost" | "unclear"; readonly why: string };

/**
 * What a container instance needs of AWS where there is no way out.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
const NEEDED = ["ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs", "s3"];

/**
 * Whether each of some subnets that are used together keeps its way out while any other zone is
 * lost: a NAT gateway or NAT instance is lost with its zone, and nothing takes its place.
 *
 * @param addresses of the subnets
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
 */
export function waysOut(addresses: readonly string[], topology: Topology): readonly WayOut[] {
  const subnets = [...new Set(addresses)].map((address) =>
    topology.subnets.find((subnet) => subnet.address === address),
  );
  return subnets.map((subnet) =>
    subnet
      ? wayOutOf(
          subnet,
          subnets.filter((each) => each !== undefined),
        )
      : UNREAD,
  );
}

const UNREAD: WayOut = { state: "unclear", why: "a subnet is not among what was read" };

function wayOutOf(subnet: Subnet, together: readonly Subnet[]): WayOut {
  const hop = hopOf(subnet);
  if (isUnknown(hop)) {
    return { state: "unclear", why: hop.unknown };
  }
  if (hop === undefined) {
    return { state: "none" };
  }
  const elsewhere = isElsewhere(hop, subnet, together);
  if (elsewhere === false) {
    return { state: "own" };
  }
  const why = isUnknown(elsewhere)
    ? elsewhere.unknown
    : `${named(subnet)} goes out by ${named(hop)}, and is cut off when that zone is lost`;
  return standsInFor(subnet, isUnknown(elsewhere), why);
}

/** Endpoints may do in place of a way out, as far as images and logs are AWS's own. */
function standsInFor({ endpoints }: Subnet, doubtful: boolean, why: string): WayOut {
  if (isUnknown(endpoints)) {
    return { state: "unclear", why: `${why}; ${endpoints.unknown}` };
  }
  return NEEDED.every((service) => endpoints.includes(service))
    ? { state: "unclear", why: `${why}, unless all that it needs is reached by VPC endpoints` }
    : { state: doubtful ? "unclear" : "lost", why };
}

function hopOf({ defaultRoute }: Subnet): Knowable<ZonalHop | undefined> {
  return whenKnown([defaultRoute], ({ hop }) => hop);
}

/** One that serves subnets of two zones is surely in another zone than one of them. */
function isElsewhere(
  hop: ZonalHop,
  subnet: Subnet,
  together: readonly Subnet[],
): Knowable<boolean> {
  const served = together.filter((each) => {
    const its = hopOf(each);
    return !isUnknown(its) && its?.address === hop.address;
  });
  const zones = new Set(served.map(({ zone }) => zone).filter(isKnown));
  if (isUnknown(hop.zone) && zones.size > 1) {
    return true;
  }
  return whenKnown([hop.zone, subnet.zone], (its, own) => its !== own);
}

function named({ address, zone }: ZonalHop | Subnet): string {
  return isUnknown(zone) ? `${address} in one zone` : `${address} in ${zone}`;
}

/** Why a subnet may be cut off, each once. */
export function reasonsOf(ways: readonly WayOut[], state: "lost" | "unclear"): readonly string[] {
  return [...new Set(ways.flatMap((way) => (way.state === state ? [way.why] : [])))];
}
