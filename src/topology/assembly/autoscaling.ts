import { isKnown, unknown } from "../knowable";
import type { Service } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { referencesIn } from "../terraform/value";
import { clusterOf, known } from "./identity";

/** By the service's address. */
export type Autoscaling = (service: string) => Service["autoscaling"];

/** Which services Application Auto Scaling changes the desired count of, and within which limits. */
export function autoscalingOf(graph: Graph): Autoscaling {
  const { byResourceId, unnamed } = servicesByResourceId(graph);
  const limits = new Map<string, Service["autoscaling"]>();
  const doubts = new Map<string, string>();
  const doubt = (services: Iterable<string>, target: string) => {
    for (const service of services) {
      doubts.set(service, target);
    }
  };
  for (const resource of graph.managed("aws_appautoscaling_target")) {
    const target = Block.of(resource, graph);
    const namespace = target.text("service_namespace");
    if (isKnown(namespace) && namespace !== "ecs") {
      continue;
    }
    const id = target.text("resource_id");
    const service = isKnown(id) ? byResourceId.get(id) : onlyServiceIn(target, graph);
    if (service !== undefined) {
      limits.set(service, limitsOf(target));
    } else if (isKnown(id)) {
      doubt(unnamed, resource.address);
    } else {
      doubt([...byResourceId.values(), ...unnamed], resource.address);
    }
  }
  return (service) =>
    limits.has(service)
      ? limits.get(service)
      : doubts.has(service)
        ? unknown(`whether ${doubts.get(service)} scales it is not known`)
        : undefined;
}

function limitsOf(target: Block): Service["autoscaling"] {
  return known(target.number("min_capacity"), (minimum) =>
    known(target.number("max_capacity"), (maximum) => ({ minimum, maximum })),
  );
}

/** `service/<cluster>/<service>`, as Application Auto Scaling names it, where both are known. */
function servicesByResourceId(graph: Graph) {
  const byResourceId = new Map<string, string>();
  const unnamed: string[] = [];
  for (const resource of graph.managed("aws_ecs_service")) {
    const block = Block.of(resource, graph);
    const cluster = clusterOf(graph, block.value("cluster"));
    const name = block.text("name");
    // A cluster stands by its address where its name is not known.
    if (isKnown(cluster) && isKnown(name) && !graph.get(cluster)) {
      byResourceId.set(`service/${cluster}/${name}`, resource.address);
    } else {
      unnamed.push(resource.address);
    }
  }
  return { byResourceId, unnamed };
}

function onlyServiceIn(target: Block, graph: Graph): string | undefined {
  const services = new Set(
    referencesIn(target.value("resource_id") ?? null)
      .map(({ address }) => address)
      .filter((address) => graph.get(address)?.type === "aws_ecs_service"),
  );
  return services.size === 1 ? [...services][0] : undefined;
}
