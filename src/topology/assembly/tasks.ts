import { containerMemoryMiB } from "../../capacity/container-memory";
import { isKnown, type Knowable, unknown } from "../knowable";
import type { Task } from "../model";
import type { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { containersIn } from "./containers";
import { allKnown, known, toldBlock } from "./identity";
import { volumesOf } from "./volumes";

const DEFINITION = "aws_ecs_task_definition";

/** What one task of a service asks for. */
export function taskOf(service: Block, graph: Graph): Knowable<Task> {
  return known(definitionOf(service, graph), (definition) => taskIn(definition, graph));
}

function definitionOf(service: Block, graph: Graph): Knowable<Block> {
  const resource =
    graph.find(service.value("task_definition") ?? null, DEFINITION) ??
    definitionNamed(service.text("task_definition"), graph);
  return toldBlock(resource, graph);
}

function taskIn(definition: Block, graph: Graph): Task {
  const containers = containersIn(definition, graph);
  return {
    networkMode: definition.text("network_mode"),
    memoryMiB: ofTaskOr(definition, "memory", containers, memoryOf),
    cpuUnits: ofTaskOr(definition, "cpu", containers, (container) =>
      known(container.optionalNumber("cpu"), (units) => units ?? 0),
    ),
    hostPorts: known(portsIn(definition, containers), (ports) =>
      allKnown(ports.map(({ hostPort }) => hostPort)),
    ),
    volumes: volumesOf(definition, graph),
  };
}

/** `family`, `family:revision` or an ARN that ends so. */
function definitionNamed(name: Knowable<string>, graph: Graph): Resource | undefined {
  if (!isKnown(name)) {
    return undefined;
  }
  const [family, revision] = (name.split("/").at(-1) ?? name).split(":");
  return [...graph.managed(DEFINITION), ...graph.data(DEFINITION)].find(
    ({ attributes }) =>
      attributes["family"] === family &&
      (revision === undefined || attributes["revision"] === Number(revision)),
  );
}

/** What the task as a whole reserves or, where it does not say, what its containers do together. */
function ofTaskOr(
  definition: Block,
  name: string,
  containers: Knowable<readonly Block[]>,
  ofContainer: (container: Block) => Knowable<number>,
): Knowable<number> {
  return known(definition.optionalNumber(name), (ofTask) =>
    ofTask === undefined
      ? known(containers, (each) =>
          known(allKnown(each.map(ofContainer)), (shares) =>
            shares.reduce((sum, share) => sum + share, 0),
          ),
        )
      : ofTask,
  );
}

function memoryOf(container: Block): Knowable<number> {
  return known(
    container.optionalNumber("memoryReservation"),
    (memoryReservation) =>
      containerMemoryMiB({ memoryReservation }) ??
      known(
        container.number("memory"),
        (memory) => containerMemoryMiB({ memory }) ?? unknown("memory is 0, which ECS refuses"),
      ),
  );
}

/** A port of the instance that a container answers on. */
export interface InstancePort {
  readonly containerName: Knowable<string>;
  readonly containerPort: Knowable<number>;
  /** 0 where the instance chooses. */
  readonly hostPort: Knowable<number>;
}

/** Those of one task of a service. */
export function portsOf(service: Block, graph: Graph): Knowable<readonly InstancePort[]> {
  return known(definitionOf(service, graph), (definition) =>
    portsIn(definition, containersIn(definition, graph)),
  );
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
function portsIn(
  definition: Block,
  containers: Knowable<readonly Block[]>,
): Knowable<readonly InstancePort[]> {
  return known(definition.text("network_mode"), (mode) =>
    mode === "awsvpc" || mode === "none"
      ? []
      : known(containers, (each) =>
          known(allKnown(each.map((container) => mappedBy(container, mode))), (ports) =>
            ports.flat(),
          ),
        ),
  );
}

function mappedBy(container: Block, networkMode: string): Knowable<readonly InstancePort[]> {
  return known(container.blocks("portMappings"), (mappings) =>
    mappings.map((mapping) => ({
      containerName: container.text("name"),
      containerPort: mapping.number("containerPort"),
      hostPort:
        networkMode === "host"
          ? mapping.number("containerPort")
          : known(mapping.optionalNumber("hostPort"), (port) => port ?? 0),
    })),
  );
}
