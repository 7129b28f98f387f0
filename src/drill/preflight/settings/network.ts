import type { EC2Client, Subnet, Vpc } from "@aws-sdk/client-ec2";
import { contains } from "../../../network/cidr";
import type { Environment } from "../../../settings";
import { isUnknown } from "../../../topology/knowable";
import { defaultRouteOf, routeTableOf } from "../../../topology/live/network";
import type { Check } from "../check";
import { isCheck, lookedUp, missing, mistaken, type Place, sound, unclear } from "./answer";
import { filter, findInternetGateways, findRouteTables, findSubnets, findVpcs } from "./ec2-reads";

/** The network that exists; a part is undefined where it was not found. */
export interface Network {
  readonly vpc: Vpc | undefined;
  readonly subnet: Subnet | undefined;
  readonly checks: readonly Check[];
}

type Reference = { readonly id: string } | { readonly name: string };

export async function lookUpNetwork(
  ec2: EC2Client,
  environment: Pick<Environment, "existing" | "newSubnets">,
  place: Place,
): Promise<Network> {
  const vpc = await lookUpVpc(ec2, environment.existing.vpc, place);
  const foundVpc = isCheck(vpc) ? undefined : vpc;
  const subnet = await lookUpSubnet(ec2, environment.existing.subnet, foundVpc, place);
  const foundSubnet = isCheck(subnet) ? undefined : subnet;
  return {
    vpc: foundVpc,
    subnet: foundSubnet,
    checks: [
      ...(isCheck(vpc) ? [vpc] : await gatewayChecks(ec2, environment.existing.vpc, vpc)),
      ...(isCheck(subnet) ? [subnet] : await subnetChecks(ec2, environment, subnet, foundVpc)),
      ...newSubnetChecks(environment, foundVpc, foundSubnet),
    ],
  };
}

async function lookUpVpc(ec2: EC2Client, reference: Reference, place: Place): Promise<Vpc | Check> {
  const path = pathOf("vpc", reference);
  const found = await lookedUp(path, "the VPC", () => findVpcs(ec2, filterOf("vpc-id", reference)));
  return isCheck(found)
    ? found
    : onlyOne(path, "VPCs", reference, found, ({ VpcId }) => VpcId, place);
}

/** By its id in any VPC, by its name in the service's alone: as the plan looks it up. */
async function lookUpSubnet(
  ec2: EC2Client,
  reference: Reference,
  vpc: Vpc | undefined,
  place: Place,
): Promise<Subnet | Check> {
  const path = pathOf("subnet", reference);
  if ("name" in reference && vpc === undefined) {
    return unclear(
      path,
      `"${reference.name}" was not looked up, as existing.vpc was not found${place.foundation ? `: the stack ${place.foundation} creates both` : ""}`,
    );
  }
  const filters = [
    filterOf("subnet-id", reference),
    ...("name" in reference ? [filter("vpc-id", vpc?.VpcId ?? "")] : []),
  ];
  const found = await lookedUp(path, "the subnet", () => findSubnets(ec2, ...filters));
  const where = "name" in reference ? { ...place, described: `VPC "${vpc?.VpcId}"` } : place;
  return isCheck(found)
    ? found
    : onlyOne(path, "subnets", reference, found, ({ SubnetId }) => SubnetId, where);
}

function onlyOne<T extends object>(
  path: readonly string[],
  kind: string,
  reference: Reference,
  found: readonly T[],
  idOf: (item: T) => string | undefined,
  place: Place,
): T | Check {
  const [first, second] = found;
  const written = "id" in reference ? reference.id : reference.name;
  if (first === undefined) {
    const remedy = "id" in reference ? "correct the id" : "correct the Name tag, or give the id";
    return missing(path, written, place, remedy);
  }
  return second === undefined
    ? first
    : mistaken(
        path,
        `"${written}" is the Name tag of ${found.length} ${kind} (${found.map(idOf).join(", ")}): give the id of one of them`,
      );
}

async function gatewayChecks(
  ec2: EC2Client,
  reference: Reference,
  { VpcId = "" }: Vpc,
): Promise<readonly Check[]> {
  const path = pathOf("vpc", reference);
  const gateways = await lookedUp(path, "its Internet Gateway", () =>
    findInternetGateways(ec2, VpcId),
  );
  if (isCheck(gateways)) {
    return [gateways];
  }
  const [gateway] = gateways;
  return [
    gateway
      ? sound(path, `"${VpcId}", with Internet Gateway "${gateway.InternetGatewayId}"`)
      : mistaken(path, `"${VpcId}" has no Internet Gateway: attach one, or give another VPC`),
  ];
}

async function subnetChecks(
  ec2: EC2Client,
  { existing }: Pick<Environment, "existing">,
  subnet: Subnet,
  vpc: Vpc | undefined,
): Promise<readonly Check[]> {
  const path = pathOf("subnet", existing.subnet);
  const { SubnetId, VpcId = "", AvailabilityZone } = subnet;
  if (vpc && VpcId !== vpc.VpcId) {
    return [
      mistaken(
        path,
        `"${SubnetId}" is in VPC "${VpcId}", and existing.vpc is "${vpc.VpcId}": correct one of the two`,
      ),
    ];
  }
  const tables = await lookedUp(path, "its route table", () => findRouteTables(ec2, VpcId));
  if (isCheck(tables)) {
    return [tables];
  }
  const table = routeTableOf(subnet, tables);
  const route = defaultRouteOf(subnet, table);
  if (isUnknown(route)) {
    return [unclear(path, `could not find the route table of "${SubnetId}": ${route.unknown}`)];
  }
  return [
    route.to === "internet-gateway"
      ? sound(path, `"${SubnetId}" in ${AvailabilityZone}, public`)
      : mistaken(
          path,
          `"${SubnetId}" is not public: its route table "${table?.RouteTableId}" has no route from 0.0.0.0/0 to an Internet Gateway; add it, or give a public subnet`,
        ),
  ];
}

/** What only the VPC and the subnet that exist can contradict; blocks in use are for the plan. */
function newSubnetChecks(
  { newSubnets }: Pick<Environment, "newSubnets">,
  vpc: Vpc | undefined,
  subnet: Subnet | undefined,
): readonly Check[] {
  const blocks = (vpc?.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock }) => CidrBlock ?? []);
  return newSubnets.flatMap(({ availabilityZone, cidrBlock }, index) => {
    const path = (setting: string) => ["newSubnets", index, setting];
    return [
      ...(availabilityZone !== undefined && availabilityZone === subnet?.AvailabilityZone
        ? [
            mistaken(
              path("availabilityZone"),
              `"${availabilityZone}" is the zone of existing.subnet already, and two subnets in one zone die together: give another, or leave it out`,
            ),
          ]
        : []),
      ...(cidrBlock && blocks.length > 0 && !blocks.some((block) => contains(block, cidrBlock))
        ? [
            mistaken(
              path("cidrBlock"),
              `"${cidrBlock}" is not inside the VPC's ${blocks.join(", ")}: give a block of it, or leave it out`,
            ),
          ]
        : []),
    ];
  });
}

function pathOf(part: "vpc" | "subnet", reference: Reference): string[] {
  return ["existing", part, "id" in reference ? "id" : "name"];
}

function filterOf(idFilter: string, reference: Reference) {
  return "id" in reference ? filter(idFilter, reference.id) : filter("tag:Name", reference.name);
}
