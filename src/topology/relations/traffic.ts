import { contains, isIpv4Block } from "../../network/cidr";
import {
  everyOf,
  isKnown,
  isUnknown,
  type Knowable,
  someOf,
  unknown,
  whenKnown,
} from "../knowable";
import type { Subnet, TrafficRule } from "../model";

/** Ports that must be open, both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One end of a connection, as the rules of the other end see it. */
export interface Peer {
  readonly securityGroups: Knowable<readonly string[]>;
  /** Where its addresses are. */
  readonly subnets: readonly Pick<Subnet, "cidrBlock">[];
}

/** Whether rules of one end let TCP to or from the other end through, on every port of a range. */
export function letThrough(
  rules: readonly TrafficRule[],
  peer: Peer,
  ports: PortRange,
): Knowable<boolean> {
  return everyOf(
    peer.subnets.map(({ cidrBlock }) =>
      covers(
        rules.map((rule) => ({ rule, applies: applies(rule, peer.securityGroups, cidrBlock) })),
        ports,
      ),
    ),
  );
}

function applies(
  { protocol, peer, peers }: TrafficRule,
  securityGroups: Knowable<readonly string[]>,
  block: Knowable<string>,
): Knowable<boolean> {
  if (protocol !== "tcp" && protocol !== "all") {
    return false;
  }
  switch (peer) {
    case "group":
      return whenKnown([peers, securityGroups], (named, its) =>
        named.some((each) => its.includes(each)),
      );
    case "cidr":
      return whenKnown([peers], (blocks) => someOf(blocks.map((each) => admits(each, block))));
    case "other":
      return unknown("a security-group rule names neither a range nor a group");
  }
}

function admits(range: string, block: Knowable<string>): Knowable<boolean> {
  if (range === "0.0.0.0/0" || !isIpv4Block(range)) {
    return range === "0.0.0.0/0";
  }
  return whenKnown([block], (its) => isIpv4Block(its) && contains(range, its));
}

interface Candidate {
  readonly rule: TrafficRule;
  readonly applies: Knowable<boolean>;
}

/** The ranges of several rules may cover together what none covers alone. */
function covers(candidates: readonly Candidate[], wanted: PortRange): Knowable<boolean> {
  const possible = candidates.filter((candidate) => candidate.applies !== false);
  const ranges = possible.map(({ rule, applies: certain }) =>
    whenKnown([portsOf(rule), certain], (range) => range),
  );
  const open = ranges.filter(isKnown).sort((one, other) => one.first - other.first);
  let next = wanted.first;
  for (const { first, last } of open) {
    next = first <= next ? Math.max(next, last + 1) : next;
  }
  return next > wanted.last || (ranges.find(isUnknown) ?? false);
}

function portsOf({ protocol, fromPort, toPort }: TrafficRule): Knowable<PortRange> {
  return protocol === "all"
    ? { first: 0, last: 65_535 }
    : whenKnown([fromPort, toPort], (first, last) => ({ first, last }));
}
