import ipaddr from "ipaddr.js";
import { z } from "zod";

/** An IPv4 block in canonical form, such as 10.0.1.0/24. */
export const cidrBlock = z.string().refine(isCanonicalCidr, {
  error: "is not an IPv4 block such as 10.0.2.0/24 (network address, prefix /16 to /28)",
});

function isCanonicalCidr(block: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(block)) {
    return false;
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(block);
  const network = ipaddr.IPv4.networkAddressFromCIDR(block);
  return prefix >= 16 && prefix <= 28 && network.toString() === address.toString();
}

/** An EC2 resource id, such as vpc-0123456789abcdef0. */
export const resourceId = (prefix: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}-[0-9a-f]{8,17}$`),
      `must be an id such as ${prefix}-0123456789abcdef0`,
    );

/** An ARN of one of the services, in any partition. */
export const arn = (...services: readonly string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:aws[a-z-]*:(${services.join("|")}):`),
      `must be an ARN such as ${services.map((service) => `arn:aws:${service}:…`).join(" or ")}`,
    );

/** A short name that ends up inside resource names. */
export const label = (most: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,${most - 1}}$`),
      `must be 1 to ${most} lower-case letters, digits and single hyphens, beginning with a letter`,
    );
