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
  const byResourceId = servicesByResourceId(graph);
  const limits = new Map<string, Service["autoscaling"]>();
  let unattributed: string | undefined;
  for (const resource of graph.managed("aws_appautoscaling_target")) {
    const target = Block.of(resource, graph);
    if (target.text("service_namespace") !== "ecs") {
      continue;
    }
    const id = target.text("resource_id");
    const service = isKnown(id) ? byResourceId.get(id) : onlyServiceIn(target, graph);
    if (service !== undefined) {
      limits.set(service, limitsOf(target));
    } else if (!isKnown(id)) {
      unattributed = resource.address;
    }
  }
  return (service) =>
    limits.has(service)
      ? limits.get(service)
      : unattributed === undefined
        ? undefined
        : unknown(`${unattributed} does not tell its service`);
}

function limitsOf(target: Block): Service["autoscaling"] {
  return known(target.number("min_capacity"), (minimum) =>
    known(target.number("max_capacity"), (maximum) => ({ minimum, maximum })),
  );
}

/** `service/<cluster>/<service>`, as Application Auto Scaling names it. */
function servicesByResourceId(graph: Graph): ReadonlyMap<string, string> {
  return new Map(
    graph.managed("aws_ecs_service").map((resource): [string, string] => {
      const block = Block.of(resource, graph);
      const cluster = clusterOf(graph, block.value("cluster"));
      const name = block.text("name");
      return [
        isKnown(cluster) && isKnown(name) ? `service/${cluster}/${name}` : resource.address,
        resource.address,
      ];
    }),
  );
}

function onlyServiceIn(target: Block, graph: Graph): string | undefined {
  const services = new Set(
    referencesIn(target.value("resource_id") ?? null)
      .map(({ address }) => address)
      .filter((address) => graph.get(address)?.type === "aws_ecs_service"),
  );
  return services.size === 1 ? [...services][0] : undefined;
}
