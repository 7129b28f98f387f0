import { type Knowable, unknown } from "../knowable";
import type { Subnet, Topology } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { type Endpoints, endpointsOf } from "./endpoints";
import { known, SUBNET, toldBlock, VPC, vpcOf } from "./identity";
import { type DefaultRoutes, defaultRoutesOf } from "./routes";
import { standsIn } from "./standing-before";

/**
 * Every subnet that is created, looked up or named by its id.
 *
 * @param used addresses and ids that the other subjects name
 */
export function subnetsOf(
  graph: Graph,
  source: Topology["source"],
  used: ReadonlySet<string>,
): readonly Subnet[] {
  const routes = defaultRoutesOf(graph);
  const before = standsIn(graph);
  const endpoints = endpointsOf(graph);
  const resources = SUBNET.flatMap((type) => [
    ...graph.managed(type),
    ...graph.destroyed(type),
    ...graph.data(type).filter((lookup) => graph.standIn(lookup) === lookup),
  ]);
  const read = resources.map((resource) =>
    subnetOf(resource, graph, source, routes, before, endpoints),
  );
  const addresses = new Set(read.map(({ address }) => address));
  const named = [...used].filter((address) => !addresses.has(address));
  return [...read, ...named.map((id) => subnetNamed(id, source, routes))];
}

function subnetOf(
  resource: Resource,
  graph: Graph,
  source: Topology["source"],
  routes: DefaultRoutes,
  before: ReadonlySet<string>,
  endpoints: Endpoints,
): Subnet {
  const block = Block.of(resource, graph);
  const vpcId = vpcOf(graph, block.value("vpc_id"));
  return {
    address: resource.address,
    existing: resource.mode === "data",
    id: block.text("id"),
    vpcId,
    vpcCidrBlock: vpcCidrBlockOf(graph, block),
    zone: block.text("availability_zone"),
    givesPublicAddresses: known(toldBlock(resource, graph), (its) =>
      its.flag("map_public_ip_on_launch"),
    ),
    cidrBlock: block.text("cidr_block"),
    defaultRoute: routes(resource.address, vpcId, resource.mode === "data"),
    endpoints: endpoints(vpcId, block.text("availability_zone")),
    replaced: replacedIn(source, resource),
    usedBefore: source === "plan" ? before.has(idBefore(resource)) : TOLD_BY_A_PLAN,
  };
}

const TOLD_BY_A_PLAN = unknown("told by a plan alone");

function idBefore({ change }: Resource): string {
  return String(change?.before?.["id"]);
}

function vpcCidrBlockOf(graph: Graph, subnet: Block): Knowable<string> {
  const vpc = graph.find(subnet.value("vpc_id") ?? null, ...VPC);
  return vpc ? Block.of(vpc, graph).text("cidr_block") : unknown("the vpc is not looked up");
}

function replacedIn(source: Topology["source"], resource: Resource | undefined): Knowable<boolean> {
  return source === "plan"
    ? (resource?.change?.actions.includes("delete") ?? false)
    : TOLD_BY_A_PLAN;
}

/** One of which nothing is told but its id. */
function subnetNamed(id: string, source: Topology["source"], routes: DefaultRoutes): Subnet {
  const why = unknown("the subnet is named by its id, and not looked up");
  return {
    address: id,
    existing: true,
    id,
    vpcId: why,
    vpcCidrBlock: why,
    zone: why,
    cidrBlock: why,
    defaultRoute: routes(id, why, true),
    endpoints: why,
    replaced: replacedIn(source, undefined),
    usedBefore: TOLD_BY_A_PLAN,
  };
}
