import ipaddr from "ipaddr.js";
import { UNKNOWN } from "../changes/property";

/** Of ranges from which no packet comes over the Internet. */
const CLOSED = ["private", "uniqueLocal", "loopback", "linkLocal", "carrierGradeNat"];

/** Anything shorter is wider than the widest closed range. */
const SHORTEST_CLOSED_PREFIX = { ipv4: 8, ipv6: 7 };

/** Whether a range has addresses of the Internet; one that is not known yet may have. */
export function isPublicRange(range: unknown): boolean {
  if (!isCidr(range)) {
    return range === UNKNOWN;
  }
  const [address, prefix] = ipaddr.parseCIDR(range);
  return prefix < SHORTEST_CLOSED_PREFIX[address.kind()] || !CLOSED.includes(address.range());
}

export function isWithin(range: unknown, wider: unknown): boolean {
  if (!isCidr(range) || !isCidr(wider)) {
    return range === wider;
  }
  const [address, prefix] = ipaddr.parseCIDR(range);
  const [network, itsPrefix] = ipaddr.parseCIDR(wider);
  return (
    address.kind() === network.kind() && prefix >= itsPrefix && address.match(network, itsPrefix)
  );
}

function isCidr(range: unknown): range is string {
  return typeof range === "string" && ipaddr.isValidCIDR(range);
}

/** Whether ranges hold every IPv4 address together. */
export function holdsAllOfIpv4(ranges: readonly unknown[]): boolean {
  const blocks = ranges
    .filter(isCidr)
    .map((range) => ipaddr.parseCIDR(range))
    .filter(([address]) => address.kind() === "ipv4")
    .map(([address, prefix]) => {
      const size = 2 ** (32 - prefix);
      const first = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
      return { first: first - (first % size), size };
    })
    .sort((one, other) => one.first - other.first);
  let reached = 0;
  for (const { first, size } of blocks) {
    if (first > reached) {
      return false;
    }
    reached = Math.max(reached, first + size);
  }
  return reached >= 2 ** 32;
}
