import { list, record, strings, text } from "../../topology/terraform/json";
import type { ResourceChange } from "../plan/plan-schema";
import type { Attributes, Sides, State } from "./state";

const DIRECTIONS = ["ingress", "egress"] as const;

type Direction = (typeof DIRECTIONS)[number];

/**
 * A group lists all of its rules, those of separate resources too. Rules that came are explained by
 * such resources alone. One of a resource that is gone shows as drift of that resource, and one that
 * the group itself is to have is brought back by the plan.
 */
export function explainedRules(
  { type, address }: ResourceChange,
  { before, after }: Sides,
  state: State,
): Direction[] {
  if (type !== "aws_security_group" && type !== "aws_default_security_group") {
    return [];
  }
  const id = text(after["id"]);
  return DIRECTIONS.filter((direction) => {
    const [were, are] = [before, after].map((side) => rulesIn(side[direction], id));
    const known = new Set([...(were ?? []), ...separateRules(state, direction, id)]);
    const isKept = were?.every((rule) => are?.includes(rule)) || state.leaves(address, direction);
    return isKept && are?.every((rule) => known.has(rule));
  });
}

function rulesIn(blocks: unknown, group: string): string[] {
  return list(blocks).flatMap((block) => rulesOf(record(block), group));
}

/** One for each source or destination of a block, as AWS has them. */
function rulesOf(block: Attributes, group: string): string[] {
  const peers = [
    ...strings(block["cidr_blocks"]),
    ...strings(block["ipv6_cidr_blocks"]),
    ...strings(block["prefix_list_ids"]),
    ...strings(block["security_groups"]),
    ...[block["source_security_group_id"]].filter((peer) => typeof peer === "string"),
    ...(block["self"] === true ? [group] : []),
  ];
  return peers.map((peer) =>
    ruleText(block["protocol"], block["from_port"], block["to_port"], peer),
  );
}

function separateRules(state: State, direction: Direction, group: string): string[] {
  const ofGroup = ({ security_group_id: id }: Attributes) => id === group;
  const single = state
    .of(`aws_vpc_security_group_${direction}_rule`)
    .filter(ofGroup)
    .flatMap((rule) =>
      ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]
        .map((name) => text(rule[name]))
        .filter((peer) => peer !== "")
        .map((peer) => ruleText(rule["ip_protocol"], rule["from_port"], rule["to_port"], peer)),
    );
  const several = state
    .of("aws_security_group_rule")
    .filter((rule) => ofGroup(rule) && rule["type"] === direction)
    .flatMap((rule) => rulesOf(rule, group));
  return [...single, ...several];
}

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ["1", "icmp"],
  ["6", "tcp"],
  ["17", "udp"],
  ["58", "icmpv6"],
  ["all", "-1"],
]);

/** All protocols have no ports, which is written as none or as zero. */
function ruleText(protocol: unknown, from: unknown, to: unknown, peer: string): string {
  const name = PROTOCOLS.get(String(protocol)) ?? String(protocol);
  return [name, ...(name === "-1" ? [] : [from, to]), peer].join(" ");
}
