import { isKnown, type Knowable, unknown } from "../knowable";
import type { Alarm } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { isAttributes, Pending, type Value } from "../terraform/value";
import { addressOf, allKnown, known, TARGET_GROUP } from "./identity";

type Dimensions = Alarm["dimensions"][number];

/** Dimensions whose value names a resource by a part of its ARN. */
const NAMED_BY_ARN: ReadonlyMap<string, string> = new Map([
  ["LoadBalancer", "aws_lb"],
  ["TargetGroup", TARGET_GROUP],
]);

/** Dimensions that a metric may have, where the source does not tell which it has. */
const POSSIBLE: ReadonlyMap<string, readonly string[]> = new Map([
  ["AWS/ApplicationELB", ["LoadBalancer", "TargetGroup", "AvailabilityZone"]],
]);
const POSSIBLE_ELSEWHERE = ["ClusterName", "ServiceName", "CapacityProviderName"];

export function alarmsOf(graph: Graph): readonly Alarm[] {
  return graph.managed("aws_cloudwatch_metric_alarm").map((resource) => {
    const block = Block.of(resource, graph);
    const metrics = metricsOf(block);
    return {
      address: resource.address,
      namespace: known(metrics, ([first]) =>
        first ? first.text("namespace") : unknown("the alarm has no metric"),
      ),
      metrics: known(metrics, (each) => allKnown(each.map((metric) => metric.text("metric_name")))),
      dimensions: isKnown(metrics) ? metrics.map((metric) => dimensionsOf(metric, graph)) : [],
      treatMissingData: block.text("treat_missing_data"),
      actionsEnabled: block.flag("actions_enabled"),
      actions: known(block.list("alarm_actions"), (actions) => actions.length),
    };
  });
}

/** The metric itself, or those of the expression that it watches. */
function metricsOf(alarm: Block): Knowable<readonly Block[]> {
  const queried = known(alarm.blocks("metric_query"), (queries) =>
    known(allKnown(queries.map((query) => query.blocks("metric"))), (metrics) => metrics.flat()),
  );
  return known(queried, (metrics) =>
    alarm.value("metric_name") === undefined ? metrics : [alarm],
  );
}

function dimensionsOf(metric: Block, graph: Graph): Dimensions {
  const value = graph.follow(metric.value("dimensions") ?? {});
  return isAttributes(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, written]) => [name, dimensionOf(name, written, graph)]),
      )
    : dimensionsPending(metric, value, graph);
}

function dimensionOf(name: string, value: Value, graph: Graph): Knowable<string> {
  const type = NAMED_BY_ARN.get(name);
  if (type !== undefined) {
    return addressOf(graph, value, type);
  }
  const followed = graph.follow(value);
  return typeof followed === "string" ? followed : unknown(`${name} is known after the apply`);
}

/**
 * A plan hides the whole map where the apply tells one value of it. What it refers to is told, and
 * so is the key of the alarm: one for each zone says by it which zone it watches.
 */
function dimensionsPending(metric: Block, value: Value, graph: Graph): Dimensions {
  const namespace = metric.text("namespace");
  const names = (isKnown(namespace) ? POSSIBLE.get(namespace) : undefined) ?? POSSIBLE_ELSEWHERE;
  return Object.fromEntries(names.map((name) => [name, dimensionIn(value, name, graph)]));
}

function dimensionIn(map: Value, name: string, graph: Graph): Knowable<string> {
  const key = map instanceof Pending ? map.key : undefined;
  if (map instanceof Pending && name === "AvailabilityZone" && isZone(key)) {
    graph.assumptions.make(map, [], "zone-of-key");
    return key;
  }
  return map instanceof Pending && NAMED_BY_ARN.has(name)
    ? dimensionOf(name, map, graph)
    : unknown(`${name} is known after the apply`);
}

function isZone(key: Pending["key"]): key is string {
  return typeof key === "string" && ZONE.test(key);
}

/** `eu-north-1a`, or a local zone such as `us-west-2-lax-1a`. */
const ZONE = /^[a-z]{2,}(-[a-z]+)+-\d+(-[a-z]+-\d+)?[a-z]$/;
