import { isUnknown, type Knowable, unknown } from "../knowable";
import type { DefaultRoute } from "../model";
import type { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { isAttributes, isList, Reference, type Value } from "../terraform/value";
import { known, vpcOf } from "./identity";
import { interfaceHop, isPrivateNat, natHop } from "./zonal-hops";

/** Targets of a route that stand in no single zone. */
const OTHER_TARGETS = [
  "carrier_gateway_id",
  "core_network_arn",
  "egress_only_gateway_id",
  "local_gateway_id",
  "transit_gateway_id",
  "vpc_peering_connection_id",
];

/** @param vpc of the subnet that the route is for */
export function routeTarget(
  route: Block,
  graph: Graph,
  vpc: Knowable<string>,
): Knowable<DefaultRoute> {
  const gateway = route.value("gateway_id");
  if (gateway !== undefined) {
    return gatewayOf(gateway, graph, vpc);
  }
  const nat = route.value("nat_gateway_id");
  if (nat !== undefined) {
    return known(isPrivateNat(nat, graph), (isPrivate) => ({
      to: isPrivate ? "other" : "nat-gateway",
      gatewayVpcId: NOT_A_GATEWAY,
      hop: natHop(nat, graph),
    }));
  }
  const networkInterface = route.value("network_interface_id");
  if (networkInterface !== undefined) {
    const hop = interfaceHop(networkInterface, graph);
    return { to: "other", gatewayVpcId: NOT_A_GATEWAY, hop };
  }
  const endpoint = route.value("vpc_endpoint_id");
  if (endpoint !== undefined) {
    const hop = unknown("the zone of the VPC endpoint that the route leads to is not read");
    return { to: "other", gatewayVpcId: NOT_A_GATEWAY, hop };
  }
  return OTHER_TARGETS.some((target) => route.value(target) !== undefined)
    ? { to: "other", gatewayVpcId: NOT_A_GATEWAY, hop: undefined }
    : unknown("the route does not tell its target");
}

export const NOT_A_GATEWAY = unknown("it is no internet gateway");

function gatewayOf(value: Value, graph: Graph, vpc: Knowable<string>): Knowable<DefaultRoute> {
  const resource = graph.find(value, "aws_internet_gateway");
  if (resource) {
    const gatewayVpcId = comparable(vpcOfGateway(resource, graph), vpc);
    return { to: "internet-gateway", gatewayVpcId, hop: undefined };
  }
  const followed = graph.follow(value);
  if (typeof followed === "string" && followed.startsWith("igw-")) {
    const gatewayVpcId = unknown(`"${followed}" is not looked up`);
    return { to: "internet-gateway", gatewayVpcId, hop: undefined };
  }
  return typeof followed === "string" || followed instanceof Reference
    ? { to: "other", gatewayVpcId: NOT_A_GATEWAY, hop: undefined }
    : unknown("the route does not tell its gateway");
}

function vpcOfGateway(gateway: Resource, graph: Graph): Knowable<string> {
  const attachment = graph
    .managed("aws_internet_gateway_attachment")
    .find(
      ({ attributes: { internet_gateway_id } }) =>
        graph.find(internet_gateway_id ?? null, "aws_internet_gateway") === gateway,
    );
  const { vpc_id, attachments, filter } = gateway.attributes;
  const attached = isList(attachments) ? attachments.filter(isAttributes)[0]?.["vpc_id"] : null;
  return vpcOf(
    graph,
    vpc_id ?? attached ?? attachment?.attributes["vpc_id"] ?? askedFor(filter) ?? undefined,
  );
}

/** The VPC that a lookup not made yet asks for. */
function askedFor(filter: Value | undefined): Value | undefined {
  const values = (isList(filter) ? filter.filter(isAttributes) : []).find(
    ({ name }) => name === "attachment.vpc-id",
  )?.["values"];
  return isList(values) ? values[0] : undefined;
}

/** Where one is told by its id and the other by its address, they may be the same or not. */
function comparable(vpc: Knowable<string>, other: Knowable<string>): Knowable<string> {
  return isUnknown(vpc) || isUnknown(other) || isId(vpc) === isId(other)
    ? vpc
    : unknown(`whether "${vpc}" is "${other}" is told by a plan alone`);
}

function isId(vpc: string): boolean {
  return vpc.startsWith("vpc-");
}
