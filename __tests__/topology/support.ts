import type { Topology } from "../../src/topology/model";
import { topologyOfSynthesized } from "../../src/topology/synthesized";

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** The topology of a stack with these resources, and with a service where it has none. */
export function topologyOf(
  resource: Resources,
  more: Readonly<Record<string, unknown>> = {},
): Topology {
  const json = { resource: { aws_ecs_service: { web: { name: "web" } }, ...resource }, ...more };
  return topologyOfSynthesized([{ name: "stack", json }]);
}

/** The first of what there is, which the test has put there. */
export function first<T>(list: readonly T[]): T {
  const [only] = list;
  if (only === undefined) {
    throw new Error("there is none");
  }
  return only;
}
