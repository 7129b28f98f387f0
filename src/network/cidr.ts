import ipaddr from "ipaddr.js";

/** Whether it is an IPv4 block at all: Terraform may hold IPv6 blocks, and mistakes. */
export function isIpv4Block(block: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(block);
}

/** Whether every address of `inner` lies in `outer`; both are IPv4 blocks such as 10.0.1.0/24. */
export function contains(outer: string, inner: string): boolean {
  const [outerAddress, outerPrefix] = ipaddr.IPv4.parseCIDR(outer);
  const [innerAddress, innerPrefix] = ipaddr.IPv4.parseCIDR(inner);
  return innerPrefix >= outerPrefix && innerAddress.match(outerAddress, outerPrefix);
}

/** Whether two IPv4 blocks share an address: of two blocks that do, one holds the other. */
export function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}
