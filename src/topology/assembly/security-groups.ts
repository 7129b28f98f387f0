import { isKnown, type Knowable, unknown } from "../knowable";
import type { TrafficRule } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { addressOf, allKnown, append, known, SECURITY_GROUP } from "./identity";
import { besideInline, type SeparateRule } from "./inline-rules";
import { type Direction, inlineRule, oneWayRule, ruleEitherWay } from "./traffic-rules";

/** What security groups let in or out together, by their addresses or ids. */
export type SecurityGroups = (
  direction: Direction,
  groups: Knowable<readonly string[]>,
) => Knowable<readonly TrafficRule[]>;

type Rules = Knowable<readonly TrafficRule[]>;

/**
 * A group that Terraform manages has the rules that the configuration gives it and no other: the
 * provider takes away the one by which AWS lets everything out of a new group.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group
 */
export function securityGroupsOf(graph: Graph): SecurityGroups {
  const separate = separateRulesOf(graph);
  const ofGroup = (direction: Direction, address: string): Rules => {
    const group = graph.get(address);
    if (group?.mode !== "managed") {
      return unknown(`the rules of "${address}" are not in the configuration`);
    }
    const unattributed = separate.unattributed.get(direction);
    if (unattributed) {
      return unknown(`${unattributed} does not tell its security group`);
    }
    const inline = inlineRulesOf(group, direction, address, graph);
    const own = separate.byGroup.get(keyOf(direction, address));
    return own ? besideInline(group, direction, inline, own) : inline;
  };
  return (direction, groups) =>
    known(groups, (addresses) => together(addresses.map((address) => ofGroup(direction, address))));
}

function inlineRulesOf(
  group: Resource,
  direction: Direction,
  address: string,
  graph: Graph,
): Rules {
  return known(Block.of(group, graph).blocks(direction), (blocks) =>
    together(blocks.map((block) => inlineRule(block, address, graph))),
  );
}

/** Those that are resources of their own, by direction and group. */
function separateRulesOf(graph: Graph) {
  const byGroup = new Map<string, SeparateRule[]>();
  const unattributed = new Map<Direction, string>();
  const add = (
    resource: Resource,
    direction: Direction,
    read: (block: Block, group: string) => Rules,
    kept: boolean,
  ) => {
    const group = addressOf(graph, resource.attributes["security_group_id"], ...SECURITY_GROUP);
    if (isKnown(group)) {
      const before = resource.change?.before;
      append(byGroup, keyOf(direction, group), {
        address: resource.address,
        kept,
        after: kept ? read(Block.of(resource, graph), group) : [],
        before: before ? read(Block.within(before, graph), group) : [],
      });
    } else {
      unattributed.set(direction, resource.address);
    }
  };
  const addAll = (
    type: string,
    directionOf: (resource: Resource) => Direction,
    read: (block: Block, group: string) => Rules,
  ) => {
    for (const resource of graph.managed(type)) {
      add(resource, directionOf(resource), read, true);
    }
    // One that a plan takes away says that the group's rules are not its own.
    for (const resource of graph.destroyed(type)) {
      add(resource, directionOf(resource), read, false);
    }
  };
  for (const direction of ["ingress", "egress"] as const) {
    addAll(
      `aws_vpc_security_group_${direction}_rule`,
      () => direction,
      (block) => oneWayRule(block, graph),
    );
  }
  addAll(
    "aws_security_group_rule",
    ({ attributes }) => (attributes["type"] === "egress" ? "egress" : "ingress"),
    (block, group) => ruleEitherWay(block, group, graph),
  );
  return { byGroup, unattributed };
}

function together(rules: readonly Rules[]): Rules {
  return known(allKnown(rules), (known) => known.flat());
}

function keyOf(direction: Direction, group: string): string {
  return `${direction} ${group}`;
}
