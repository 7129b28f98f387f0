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
