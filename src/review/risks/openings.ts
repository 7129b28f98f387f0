import { isContainer, type PropertyPath, UNKNOWN } from "../changes/property";
import { isPublicRange, isWithin } from "./address-ranges";
import type { Attributes, Detector } from "./weakenings";

/** What one rule of a security group lets in. */
interface Opening {
  readonly ranges: readonly unknown[];
  readonly protocol: unknown;
  readonly from: number;
  readonly to: number;
  /** The attributes that say so. */
  readonly paths: readonly PropertyPath[];
}

type Reader = (attributes: Attributes) => readonly Opening[];

/** Each rule that lets addresses of the Internet in where no rule did before, new resources' too. */
function opens(read: Reader): Detector {
  return (before, after) => {
    const known = before ? read(before) : [];
    return read(after)
      .filter((opening) =>
        opening.ranges.some(
          (range) => isPublicRange(range) && !known.some((each) => lets(each, range, opening)),
        ),
      )
      .map(({ paths }) => ({ what: "addresses of the Internet may come in", paths }));
  };
}

export const ingressRuleOpenings = opens((rule) => [
  openingOf(rule, ["cidr_ipv4", "cidr_ipv6"], "ip_protocol", []),
]);

const RANGES = ["cidr_blocks", "ipv6_cidr_blocks"];

export const securityGroupRuleOpenings = opens((rule) =>
  rule["type"] === "ingress" ? [openingOf(rule, RANGES, "protocol", [])] : [],
);

export const securityGroupOpenings = opens(({ ingress }) =>
  Array.isArray(ingress)
    ? ingress
        .filter(isContainer)
        .map((rule, index) => openingOf(rule, RANGES, "protocol", ["ingress", index]))
    : [],
);

function openingOf(
  rule: Attributes,
  ranges: readonly string[],
  protocol: string,
  path: PropertyPath,
): Opening {
  const { [protocol]: named, from_port: from, to_port: to } = rule;
  const someNamed = named !== "-1" && typeof from === "number" && typeof to === "number";
  return {
    ranges: ranges.flatMap((attribute) => rule[attribute] ?? []),
    protocol: named,
    from: someNamed ? from : 0,
    to: someNamed ? to : 65_535,
    paths: [...ranges.filter((attribute) => rule[attribute]), "from_port", "to_port"].map(
      (name) => [...path, name],
    ),
  };
}

function lets(known: Opening, range: unknown, { protocol, from, to }: Opening): boolean {
  return (
    [protocol, "-1"].includes(known.protocol) &&
    known.from <= from &&
    known.to >= to &&
    range !== UNKNOWN &&
    known.ranges.some((wider) => isWithin(range, wider))
  );
}
