import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import type { DefaultRoute } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { known } from "./identity";
import { type RouteTables, routeTablesOf } from "./route-tables";
import { NOT_A_GATEWAY, routeTarget } from "./route-targets";

/** Where a subnet's route table sends what has no better route, by the subnet's address or id. */
export type DefaultRoutes = (
  subnet: string,
  vpc: Knowable<string>,
  existing: boolean,
) => Knowable<DefaultRoute>;

const EVERYWHERE = "0.0.0.0/0";

export function defaultRoutesOf(graph: Graph): DefaultRoutes {
  const tables = routeTablesOf(graph);
  const separate = separateRoutesOf(graph, tables);
  return (subnet, vpc, existing) =>
    known(tables.ofSubnet(subnet, vpc, existing), (table) =>
      known(routesIn(table, tables, separate.get(table) ?? [], graph), (routes) =>
        defaultAmong(routes, graph, vpc),
      ),
    );
}

/** Those that are resources of their own, by table. */
function separateRoutesOf(graph: Graph, tables: RouteTables): ReadonlyMap<string, Block[]> {
  const byTable = new Map<string, Block[]>();
  for (const resource of graph.managed("aws_route")) {
    const route = Block.of(resource, graph);
    const table = tables.named(route.value("route_table_id"));
    if (isKnown(table)) {
      byTable.set(table, [...(byTable.get(table) ?? []), route]);
    }
  }
  return byTable;
}

function routesIn(
  table: string,
  tables: RouteTables,
  separate: readonly Block[],
  graph: Graph,
): Knowable<readonly Block[]> {
  const resource = graph.get(table);
  if (resource) {
    const block = Block.of(resource, graph);
    const inline = block.blocks(resource.mode === "data" ? "routes" : "route");
    return known(inline, (routes) => [...separate, ...routes]);
  }
  return tables.isPlainMain(table) || separate.some((route) => destinationOf(route) === EVERYWHERE)
    ? separate
    : unknown(`the routes of "${table}" are not looked up`);
}

function defaultAmong(
  routes: readonly Block[],
  graph: Graph,
  vpc: Knowable<string>,
): Knowable<DefaultRoute> {
  const destinations = routes.map(destinationOf);
  const route = routes[destinations.indexOf(EVERYWHERE)];
  return route
    ? routeTarget(route, graph, vpc)
    : (destinations.find(isUnknown) ?? { to: "none", gatewayVpcId: NOT_A_GATEWAY });
}

function destinationOf(route: Block): Knowable<string | undefined> {
  const inline = route.optionalText("cidr_block");
  return inline === undefined ? route.optionalText("destination_cidr_block") : inline;
}
