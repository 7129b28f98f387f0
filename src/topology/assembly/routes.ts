import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import type { DefaultRoute } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { append, known } from "./identity";
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
      known(routesIn(table, tables, separate, graph), (routes) =>
        known(defaultAmong(routes), (route) => {
          if (route) {
            return routeTarget(route, graph, vpc);
          }
          return separate.unattributed
            ? unknown(`${separate.unattributed} does not tell its route table`)
            : { to: "none", gatewayVpcId: NOT_A_GATEWAY, hop: undefined };
        }),
      ),
    );
}

/** Routes that are resources of their own, by table. */
interface SeparateRoutes {
  readonly kept: ReadonlyMap<string, readonly Block[]>;
  /** Those that a plan takes away; it still shows them in the table, which it read before. */
  readonly gone: ReadonlyMap<string, readonly Block[]>;
  /** The address of one that does not tell its table. */
  readonly unattributed: string | undefined;
}

function separateRoutesOf(graph: Graph, tables: RouteTables): SeparateRoutes {
  let unattributed: string | undefined;
  const byTable = (resources: readonly Resource[]) => {
    const routes = new Map<string, Block[]>();
    for (const resource of resources) {
      const route = Block.of(resource, graph);
      const table = tables.named(route.value("route_table_id"));
      if (isKnown(table)) {
        append(routes, table, route);
      } else {
        unattributed = resource.address;
      }
    }
    return routes;
  };
  const kept = byTable(graph.managed("aws_route"));
  const gone = byTable(graph.destroyed("aws_route"));
  return { kept, gone, unattributed };
}

/**
 * A table that lists routes itself has those and no other: each apply of it takes away what it does
 * not list, and each apply of a separate route puts it back.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/route_table
 */
function routesIn(
  table: string,
  tables: RouteTables,
  separate: SeparateRoutes,
  graph: Graph,
): Knowable<readonly Block[]> {
  const own = separate.kept.get(table) ?? [];
  const gone = (separate.gone.get(table) ?? []).map(destinationOf);
  const resource = graph.get(table);
  if (resource) {
    const block = Block.of(resource, graph);
    const inline = block.blocks(resource.mode === "data" ? "routes" : "route");
    return known(inline, (routes) => {
      const left = routes.filter((route) => !gone.includes(destinationOf(route)));
      const listed = left.map(destinationOf);
      const dropped = own.some((route) => leadsEverywhere(route) && !listed.includes(EVERYWHERE));
      return dropped && resource.mode === "managed" && resource.sets("route")
        ? unknown(
            `${table} lists its own routes, which takes away those that are resources of their own`,
          )
        : [...left, ...own];
    });
  }
  return tables.isPlainMain(table) || own.some(leadsEverywhere)
    ? own
    : unknown(`the routes of "${table}" are not looked up`);
}

/** Undefined where none leads everywhere. */
function defaultAmong(routes: readonly Block[]): Knowable<Block | undefined> {
  const destinations = routes.map(destinationOf);
  return routes[destinations.indexOf(EVERYWHERE)] ?? destinations.find(isUnknown);
}

function leadsEverywhere(route: Block): boolean {
  return destinationOf(route) === EVERYWHERE;
}

function destinationOf(route: Block): Knowable<string | undefined> {
  const inline = route.optionalText("cidr_block");
  return inline === undefined ? route.optionalText("destination_cidr_block") : inline;
}
