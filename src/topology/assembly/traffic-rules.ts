import { isKnown, isUnknown, type Knowable } from "../knowable";
import type { TrafficRule } from "../model";
import type { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { addressesOf, known, SECURITY_GROUP } from "./identity";

export type Direction = "ingress" | "egress";

type Rules = Knowable<readonly TrafficRule[]>;

/** Names and numbers that AWS takes for a protocol. */
const PROTOCOLS: ReadonlyMap<string, TrafficRule["protocol"]> = new Map([
  ["-1", "all"],
  ["all", "all"],
  ["tcp", "tcp"],
  ["6", "tcp"],
  ["udp", "udp"],
  ["17", "udp"],
  ["icmp", "icmp"],
  ["1", "icmp"],
]);

/** A block in a security group. */
export function inlineRule(block: Block, group: string, graph: Graph): Rules {
  return severalPeers(block, "security_groups", group, graph);
}

/** An `aws_security_group_rule`. */
export function ruleEitherWay(block: Block, group: string, graph: Graph): Rules {
  return severalPeers(block, "source_security_group_id", group, graph);
}

/** An `aws_vpc_security_group_ingress_rule`, or the one for egress. */
export function oneWayRule(block: Block, graph: Graph): Rules {
  return withPeers(block, "ip_protocol", [
    ["cidr", textsIn(block, "cidr_ipv4", "cidr_ipv6")],
    ["group", groupsIn(block, "referenced_security_group_id", graph)],
    ["other", textsIn(block, "prefix_list_id")],
  ]);
}

function severalPeers(block: Block, groups: string, group: string, graph: Graph): Rules {
  return withPeers(block, "protocol", [
    ["cidr", textsIn(block, "cidr_blocks", "ipv6_cidr_blocks")],
    ["group", known(block.optionalFlag("self"), (itself) => (itself ? [group] : []))],
    ["group", groupsIn(block, groups, graph)],
    ["other", textsIn(block, "prefix_list_ids")],
  ]);
}

type Peers = readonly [kind: TrafficRule["peer"], peers: Knowable<readonly string[]>];

/** One rule for each kind of peer that is there. */
function withPeers(block: Block, protocolName: string, peers: readonly Peers[]): Rules {
  return known(block.text(protocolName), (written) => {
    const protocol = PROTOCOLS.get(written.toLowerCase()) ?? "other";
    const ports =
      protocol === "all"
        ? { fromPort: 0, toPort: 65_535 }
        : { fromPort: block.number("from_port"), toPort: block.number("to_port") };
    return peers
      .filter(([, some]) => isUnknown(some) || some.length > 0)
      .map(([peer, some]) => ({ protocol, ...ports, peer, peers: some }));
  });
}

function groupsIn(block: Block, name: string, graph: Graph): Knowable<readonly string[]> {
  return addressesOf(graph, block.list(name), ...SECURITY_GROUP);
}

function textsIn(block: Block, ...names: readonly string[]): Knowable<readonly string[]> {
  const texts = names.map((name) => block.texts(name));
  return texts.find(isUnknown) ?? texts.filter(isKnown).flat();
}
