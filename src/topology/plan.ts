import { topologyOf } from "./assembly/topology";
import { readWithin, refuseUnlessPlan, refuseWithoutService } from "./documents";
import type { Topology } from "./model";
import { Graph } from "./terraform/graph";
import { record } from "./terraform/json";
import { resourcesOfPlan } from "./terraform/plan/resources";

/**
 * What there is once a plan is applied.
 *
 * @param plan what `terraform show -json` prints of a saved plan, format 1
 * @param from where it was read, for errors
 * @throws Error in one plain line where it is something else, is not whole, or has no ECS service
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function topologyOfPlan(plan: unknown, from = "plan"): Topology {
  refuseUnlessPlan(plan, from);
  const topology = readWithin(from, () =>
    topologyOf(new Graph(resourcesOfPlan(record(plan))), "plan", []),
  );
  refuseWithoutService(topology, from);
  return topology;
}
