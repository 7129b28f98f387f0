import type { Graph } from "../terraform/graph";
import { isAttributes, isList, type Value } from "../terraform/value";

/** Where each kind of resource names the subnets that it stands in. */
const SUBNETS: Readonly<Record<string, readonly string[]>> = {
  aws_lb: ["subnets", "subnet_mapping"],
  aws_autoscaling_group: ["vpc_zone_identifier"],
  aws_ecs_service: ["network_configuration"],
  aws_nat_gateway: ["subnet_id"],
};

/** Ids of the subnets that what a plan found there stood in, whether it stays or goes. */
export function standsIn(graph: Graph): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [type, names] of Object.entries(SUBNETS)) {
    for (const { change } of [...graph.managed(type), ...graph.destroyed(type)]) {
      for (const id of names.flatMap((name) => idsIn(change?.before?.[name]))) {
        ids.add(id);
      }
    }
  }
  return ids;
}

/** Ids stand in a list, or in the blocks of one. */
function idsIn(value: Value | undefined): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  if (isList(value)) {
    return value.flatMap(idsIn);
  }
  return isAttributes(value) ? [value["subnet_id"], value["subnets"]].flatMap(idsIn) : [];
}
