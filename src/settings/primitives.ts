import ipaddr from "ipaddr.js";
import { z } from "zod";

/** The IPv4 block of a VPC or subnet in canonical form, such as 10.0.1.0/24. */
export const cidrBlock = z.string().refine((block) => isCanonicalCidr(block, 16, 28), {
  error: "is not an IPv4 block such as 10.0.2.0/24 (network address, prefix /16 to /28)",
});

/** Any IPv4 block in canonical form: the source of a security-group rule. */
export const sourceCidrBlock = z.string().refine((block) => isCanonicalCidr(block, 0, 32), {
  error: "is not an IPv4 block such as 192.0.2.0/24 (network address and prefix)",
});

function isCanonicalCidr(block: string, shortest: number, longest: number): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(block)) {
    return false;
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(block);
  const network = ipaddr.IPv4.networkAddressFromCIDR(block);
  return prefix >= shortest && prefix <= longest && network.toString() === address.toString();
}

/** An EC2 resource id, such as vpc-0123456789abcdef0. */
export const resourceId = (prefix: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`),
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

/** The tags that the stacks and ECS set; IAM does not tell upper from lower case. */
const RESERVED_TAG_KEYS = ["environment", "service", "managedby", "name", "amazonecsmanaged"];

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export const tagKey = z
  .string()
  .regex(
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
    "must be 1 to 128 letters, digits, spaces and _.:/=+-@, and not begin with aws:",
  )
  .refine((key) => !RESERVED_TAG_KEYS.includes(key.toLowerCase()), {
    error: "is a tag that this project sets: give another key",
  });

export const tagValue = z
  .string()
  .regex(
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
    "must be at most 256 letters, digits, spaces and _.:/=+-@",
  );

/** A list that says nothing twice. */
export function unique<T extends z.ZodType<string>>(list: z.ZodArray<T>) {
  return list.refine((entries) => new Set(entries).size === entries.length, {
    error: "says something twice",
  });
}

/**
 * Refuses what repeats an earlier entry of a list, beside whatever else is wrong with the entries.
 *
 * @param path of what must differ, within each entry
 */
export function differ<T>(message: string, path: readonly string[]) {
  const read = (entry: unknown) =>
    path.reduce<unknown>(
      (part, key) => (part as Record<string, unknown> | undefined)?.[key],
      entry,
    );
  return z.superRefine<readonly T[]>(
    (entries, context) => {
      for (const { index } of repeated(entries.map(read))) {
        context.addIssue({ code: "custom", path: [index, ...path], message });
      }
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

/** The entries that repeat an earlier one, each with its index. */
export function repeated<T>(entries: readonly (T | undefined)[]): { index: number; entry: T }[] {
  return entries.flatMap((entry, index) =>
    entry !== undefined && entries.indexOf(entry) < index ? [{ index, entry }] : [],
  );
}
