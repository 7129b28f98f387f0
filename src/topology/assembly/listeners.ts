import { isKnown } from "../knowable";
import type { Listener, ListenerRule, OtherEntrance } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { addressOf, append } from "./identity";
import { actionOf } from "./listener-actions";
import { narrowedFurther, valuesOf } from "./listener-conditions";

export interface Listeners {
  readonly byLoadBalancer: ReadonlyMap<string, readonly Listener[]>;
  /** Rules of listeners that are not among these. */
  readonly otherRules: readonly OtherEntrance[];
  /** Listeners that do not tell whose they are. */
  readonly otherListeners: readonly OtherEntrance[];
}

export function listenersOf(graph: Graph, notes: string[]): Listeners {
  const { byListener, unplaced } = rulesOf(graph, notes);
  const byLoadBalancer = new Map<string, Listener[]>();
  const otherListeners: OtherEntrance[] = [];
  for (const resource of graph.managed("aws_lb_listener")) {
    const block = Block.of(resource, graph);
    const owner = addressOf(graph, block.value("load_balancer_arn"), "aws_lb");
    const listener: Listener = {
      address: resource.address,
      port: block.number("port"),
      protocol: block.text("protocol"),
      defaultAction: actionOf(block.blocks("default_action"), graph),
      rules: byListener.get(resource.address) ?? [],
    };
    if (isKnown(owner)) {
      append(byLoadBalancer, owner, listener);
    } else {
      notes.push(`${resource.address}: does not tell its load balancer`);
      otherListeners.push(...entrancesOf(listener));
    }
  }
  const placed = new Set(graph.managed("aws_lb_listener").map(({ address }) => address));
  const elsewhere = [...byListener].flatMap(([listener, rules]) =>
    placed.has(listener) ? [] : rules.map(entranceOf),
  );
  return { byLoadBalancer, otherListeners, otherRules: [...unplaced, ...elsewhere] };
}

function rulesOf(graph: Graph, notes: string[]) {
  const byListener = new Map<string, ListenerRule[]>();
  const unplaced: OtherEntrance[] = [];
  for (const resource of graph.managed("aws_lb_listener_rule")) {
    const block = Block.of(resource, graph);
    const listener = addressOf(graph, block.value("listener_arn"), "aws_lb_listener");
    const rule: ListenerRule = {
      address: resource.address,
      priority: block.number("priority"),
      hosts: valuesOf(block, "host_header"),
      paths: valuesOf(block, "path_pattern"),
      narrowedFurther: narrowedFurther(block),
      action: actionOf(block.blocks("action"), graph),
    };
    if (isKnown(listener)) {
      append(byListener, listener, rule);
    } else {
      notes.push(`${resource.address}: does not tell its listener`);
      unplaced.push(entranceOf(rule));
    }
  }
  return { byListener, unplaced };
}

/** A listener and its rules, by where they forward to. */
export function entrancesOf({ address, defaultAction, rules }: Listener): readonly OtherEntrance[] {
  return [{ address, targetGroups: defaultAction.targetGroups }, ...rules.map(entranceOf)];
}

function entranceOf({ address, action }: ListenerRule): OtherEntrance {
  return { address, targetGroups: action.targetGroups };
}
