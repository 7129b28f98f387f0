import { type Knowable, unknown } from "../knowable";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import {
  Encoded,
  isAttributes,
  isList,
  Template,
  Unresolved,
  type Value,
} from "../terraform/value";

/** The containers of a task definition, from the JSON that it keeps them in. */
export function containersIn(definition: Block, graph: Graph): Knowable<readonly Block[]> {
  const value = decoded(graph.follow(definition.value("container_definitions") ?? null), graph);
  return isList(value) && value.every(isAttributes)
    ? value.map((container) => Block.within(container, graph))
    : unknown(
        `container_definitions: ${value instanceof Unresolved ? value.why : "this is no list of containers"}`,
      );
}

function decoded(value: Value, graph: Graph): Value {
  if (value instanceof Encoded) {
    return value.value;
  }
  if (value instanceof Template) {
    return parsed(value.parts.map((part) => textOrGap(graph.follow(part))).join(""), value);
  }
  return typeof value === "string" ? parsed(value, null) : value;
}

/** Stands for what the apply inserts in a text of the JSON, such as an ARN. */
const GAP = "\\u0000";

function textOrGap(part: Value): string {
  return typeof part === "object" ? GAP : String(part);
}

function parsed(text: string, otherwise: Value): Value {
  try {
    return JSON.parse(text, (_, value: Value) =>
      typeof value === "string" && value.includes("\u0000")
        ? new Unresolved("known after the apply")
        : value,
    );
  } catch {
    return otherwise;
  }
}
