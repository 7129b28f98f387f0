import { isKnown, type Knowable, unknown } from "../knowable";
import type { Listener, ListenerAction, ListenerRule } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { addressesOf, addressOf, allKnown, append, known, TARGET_GROUP } from "./identity";

/** By the load balancer's address. */
export type ListenersByLoadBalancer = ReadonlyMap<string, readonly Listener[]>;

export function listenersOf(graph: Graph, notes: string[]): ListenersByLoadBalancer {
  const rules = rulesOf(graph, notes);
  const byLoadBalancer = new Map<string, Listener[]>();
  for (const resource of graph.managed("aws_lb_listener")) {
    const block = Block.of(resource, graph);
    const owner = addressOf(graph, block.value("load_balancer_arn"), "aws_lb");
    if (isKnown(owner)) {
      const listener: Listener = {
        address: resource.address,
        port: block.number("port"),
        protocol: block.text("protocol"),
        defaultAction: actionOf(block.blocks("default_action"), graph),
        rules: rules.get(resource.address) ?? [],
      };
      append(byLoadBalancer, owner, listener);
    } else {
      notes.push(`${resource.address}: does not tell its load balancer`);
    }
  }
  return byLoadBalancer;
}

function rulesOf(graph: Graph, notes: string[]): ReadonlyMap<string, readonly ListenerRule[]> {
  const byListener = new Map<string, ListenerRule[]>();
  for (const resource of graph.managed("aws_lb_listener_rule")) {
    const block = Block.of(resource, graph);
    const listener = addressOf(graph, block.value("listener_arn"), "aws_lb_listener");
    if (isKnown(listener)) {
      append(byListener, listener, {
        address: resource.address,
        priority: block.number("priority"),
        hosts: conditionsOf(block, "host_header"),
        paths: conditionsOf(block, "path_pattern"),
        action: actionOf(block.blocks("action"), graph),
      });
    } else {
      notes.push(`${resource.address}: does not tell its listener`);
    }
  }
  return byListener;
}

function conditionsOf(rule: Block, kind: string): Knowable<readonly string[]> {
  return known(rule.blocks("condition"), (conditions) => {
    const values = conditions.map((condition) =>
      known(condition.block(kind), (block) => block?.texts("values") ?? []),
    );
    return known(allKnown(values), (known) => known.flat());
  });
}

/** What is done last: an authentication comes before what it lets through. */
function actionOf(actions: Knowable<readonly Block[]>, graph: Graph): ListenerAction {
  const last = known(actions, (blocks) => blocks.at(-1) ?? unknown("there is no action"));
  return {
    type: known(last, (action) => action.text("type")),
    targetGroups: known(last, (action) => targetGroupsOf(action, graph)),
  };
}

function targetGroupsOf(action: Block, graph: Graph): Knowable<readonly string[]> {
  const only = action.value("target_group_arn");
  if (only !== undefined) {
    return addressesOf(graph, [only], TARGET_GROUP);
  }
  return known(action.block("forward"), (forward) =>
    forward === undefined
      ? []
      : known(forward.blocks("target_group"), (groups) =>
          addressesOf(
            graph,
            groups
              .filter((group) => group.optionalNumber("weight") !== 0)
              .map((group) => group.value("arn") ?? null),
            TARGET_GROUP,
          ),
        ),
  );
}
