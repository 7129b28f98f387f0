import { isUnknown, type Knowable, unknown } from "../knowable";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { allKnown, known } from "./identity";

/** Whether each zone offers each instance type. */
export type Offerings = (
  types: Knowable<readonly string[]>,
  zones: Knowable<readonly string[]>,
) => Knowable<boolean>;

/** As the configuration has looked it up. */
export function offeringsOf(graph: Graph): Offerings {
  const zonesByType = new Map<string, ReadonlySet<string>>();
  for (const lookup of graph.data("aws_ec2_instance_type_offerings")) {
    const found = zonesFoundBy(lookup, graph);
    for (const type of typesAskedBy(lookup, graph)) {
      zonesByType.set(type, found.get(type) ?? new Set());
    }
  }
  return (types, zones) =>
    known(types, (wanted) =>
      known(zones, (everyZone) =>
        known(
          allKnown(wanted.map((type) => zonesByType.get(type) ?? notLookedUp(type))),
          (offered) => offered.every((some) => everyZone.every((zone) => some.has(zone))),
        ),
      ),
    );
}

function notLookedUp(type: string) {
  return unknown(`which zones offer "${type}" is not looked up`);
}

/** None, where it asks for anything more than types: it may have left out zones. */
function typesAskedBy(lookup: Resource, graph: Graph): readonly string[] {
  const block = Block.of(lookup, graph);
  const filters = block.blocks("filter");
  if (!lookup.told || block.text("location_type") !== "availability-zone" || isUnknown(filters)) {
    return [];
  }
  const types = filters.map((filter) =>
    filter.text("name") === "instance-type" ? filter.texts("values") : unknown("another filter"),
  );
  const asked = allKnown(types);
  return isUnknown(asked) ? [] : asked.flat();
}

function zonesFoundBy(lookup: Resource, graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const block = Block.of(lookup, graph);
  const [types, zones] = [block.texts("instance_types"), block.texts("locations")];
  const found = new Map<string, Set<string>>();
  if (!isUnknown(types) && !isUnknown(zones)) {
    types.forEach((type, index) => {
      found.set(type, (found.get(type) ?? new Set()).add(zones[index] ?? ""));
    });
  }
  return found;
}
