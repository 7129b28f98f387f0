import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type Subnet as Ec2Subnet,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import { unknown } from "../knowable";
import type { DefaultRoute, Subnet } from "../model";
import type { AwsClients } from "./clients";

/** The subnets with the way out of each; a live one is addressed by its id. */
export async function readSubnets({ ec2 }: AwsClients, ids: readonly string[]): Promise<Subnet[]> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [...ids] }));
  const vpcIds = [...new Set(Subnets.flatMap(({ VpcId = "" }) => VpcId))];
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: vpcIds }));
  const { RouteTables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: vpcIds }] }),
  );
  const blockOf = new Map(Vpcs.map(({ VpcId, CidrBlock }) => [VpcId, CidrBlock]));
  return Subnets.map((subnet) => ({
    address: subnet.SubnetId ?? "",
    existing: true,
    id: subnet.SubnetId ?? unknown("not told"),
    vpcId: subnet.VpcId ?? unknown("not told"),
    vpcCidrBlock: blockOf.get(subnet.VpcId) ?? unknown("not told"),
    zone: subnet.AvailabilityZone ?? unknown("not told"),
    cidrBlock: subnet.CidrBlock ?? unknown("not told"),
    defaultRoute: defaultRouteOf(subnet, routeTableOf(subnet, RouteTables)),
    endpoints: unknown("endpoints are not looked up in an account"),
    replaced: false,
    usedBefore: unknown("told by a plan alone"),
  }));
}

/** A subnet without a route table of its own follows its VPC's main one. */
export function routeTableOf(
  { SubnetId, VpcId }: Ec2Subnet,
  tables: readonly RouteTable[],
): RouteTable | undefined {
  const ofVpc = tables.filter((table) => table.VpcId === VpcId);
  const own = ofVpc.find(({ Associations = [] }) =>
    Associations.some((association) => association.SubnetId === SubnetId),
  );
  return own ?? ofVpc.find(({ Associations = [] }) => Associations.some(({ Main }) => Main));
}

export function defaultRouteOf({ VpcId }: Ec2Subnet, table: RouteTable | undefined) {
  if (!table) {
    return unknown("no route table is told");
  }
  const route = table.Routes?.find(
    ({ DestinationCidrBlock, State }) =>
      DestinationCidrBlock === "0.0.0.0/0" && State !== "blackhole",
  );
  return {
    to: gatewayKind(route?.GatewayId, route?.NatGatewayId, route !== undefined),
    // An Internet Gateway is attached to the VPC whose route tables name it.
    gatewayVpcId: VpcId ?? unknown("not told"),
    hop: route?.NatGatewayId
      ? unknown(`the zone of ${route.NatGatewayId} is not looked up in an account`)
      : undefined,
  } satisfies DefaultRoute;
}

function gatewayKind(
  gateway: string | undefined,
  natGateway: string | undefined,
  exists: boolean,
): DefaultRoute["to"] {
  if (gateway?.startsWith("igw-")) {
    return "internet-gateway";
  }
  if (natGateway) {
    return "nat-gateway";
  }
  return exists ? "other" : "none";
}
