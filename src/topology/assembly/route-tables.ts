import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { isAttributes, isList, type Value } from "../terraform/value";
import { addressOf, SUBNET, VPC, vpcOf } from "./identity";

const ROUTE_TABLE = ["aws_route_table", "aws_default_route_table"];

/** Which route table is whose, each by its address, its id, or as the main one of a VPC. */
export interface RouteTables {
  readonly named: (value: Value | undefined) => Knowable<string>;
  /** @param existing whether associations can be there that the configuration does not tell */
  readonly ofSubnet: (subnet: string, vpc: Knowable<string>, existing: boolean) => Knowable<string>;
  /** A VPC's main table that no resource stands for: it has the routes that are added to it. */
  readonly isPlainMain: (table: string) => boolean;
}

/**
 * A subnet without a table of its own uses the main one of its VPC.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
export function routeTablesOf(graph: Graph): RouteTables {
  const main = mainTablesOf(graph);
  const named = (value: Value | undefined): Knowable<string> => {
    const vpc = value === undefined ? undefined : graph.find(value, ...VPC);
    return vpc
      ? (main.get(nameOf(graph, vpc.address)) ?? unknown("the vpc's main table is not looked up"))
      : addressOf(graph, value, ...ROUTE_TABLE);
  };
  const withoutTable = subnetsWithoutTable(graph);
  const { bySubnet, unattributed } = associationsOf(graph, named);
  return {
    named,
    ofSubnet(subnet, vpc, existing) {
      const own = bySubnet.get(subnet);
      if (own !== undefined) {
        return own;
      }
      if (unattributed) {
        return unknown("a route table association does not tell its subnet");
      }
      if (existing && !withoutTable.has(subnet)) {
        return unknown("its route table is not looked up");
      }
      return isUnknown(vpc)
        ? vpc
        : (main.get(vpc) ?? unknown("the vpc's main route table is not looked up"));
    },
    isPlainMain: (table) => table.startsWith(PLAIN_MAIN),
  };
}

const PLAIN_MAIN = "main table of ";

function mainTablesOf(graph: Graph): ReadonlyMap<string, string> {
  const main = new Map<string, string>();
  const set = (vpc: Knowable<string>, table: Knowable<string>) => {
    if (isKnown(vpc) && isKnown(table)) {
      main.set(vpc, table);
    }
  };
  for (const vpc of graph.managed("aws_vpc")) {
    const name = nameOf(graph, vpc.address);
    set(name, `${PLAIN_MAIN}${name}`);
  }
  for (const table of graph.data("aws_route_table")) {
    if (associationsIn(table.attributes["associations"]).some(({ main }) => main === true)) {
      set(vpcOf(graph, table.attributes["vpc_id"]), graph.standIn(table).address);
    }
  }
  for (const table of graph.managed("aws_default_route_table")) {
    const vpc = graph.find(table.attributes["default_route_table_id"] ?? null, ...VPC);
    set(
      vpcOf(graph, vpc ? table.attributes["default_route_table_id"] : table.attributes["vpc_id"]),
      table.address,
    );
  }
  for (const association of graph.managed("aws_main_route_table_association")) {
    set(
      vpcOf(graph, association.attributes["vpc_id"]),
      addressOf(graph, association.attributes["route_table_id"], ...ROUTE_TABLE),
    );
  }
  return main;
}

function associationsOf(graph: Graph, named: RouteTables["named"]) {
  const bySubnet = new Map<string, Knowable<string>>();
  let unattributed = false;
  for (const table of graph.data("aws_route_table")) {
    for (const { subnet_id } of associationsIn(table.attributes["associations"])) {
      const subnet = addressOf(graph, subnet_id, ...SUBNET);
      if (isKnown(subnet)) {
        bySubnet.set(subnet, graph.standIn(table).address);
      }
    }
  }
  for (const resource of graph.managed("aws_route_table_association")) {
    const association = Block.of(resource, graph);
    const subnet = addressOf(graph, association.value("subnet_id"), ...SUBNET);
    if (isKnown(subnet)) {
      bySubnet.set(subnet, named(association.value("route_table_id")));
    } else if (association.value("gateway_id") === undefined) {
      unattributed = true;
    }
  }
  return { bySubnet, unattributed };
}

/** Subnets for which a lookup of the tables that are associated with them found none. */
function subnetsWithoutTable(graph: Graph): ReadonlySet<string> {
  const subnets = graph
    .data("aws_route_tables")
    .filter(({ attributes: { ids } }) => isList(ids) && ids.length === 0)
    .flatMap(({ attributes: { filter } }) => (isList(filter) ? filter : []))
    .filter(isAttributes)
    .filter(({ name }) => name === "association.subnet-id")
    .flatMap(({ values }) => (isList(values) ? values : []))
    .map((subnet) => addressOf(graph, subnet, ...SUBNET));
  return new Set(subnets.filter(isKnown));
}

function associationsIn(value: Value | undefined) {
  return isList(value) ? value.filter(isAttributes) : [];
}

function nameOf(graph: Graph, vpc: string): string {
  const id = graph.get(vpc)?.attributes["id"];
  return typeof id === "string" ? id : vpc;
}
