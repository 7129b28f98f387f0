import type { EC2Client, RouteTable, Subnet, Vpc } from "@aws-sdk/client-ec2";
import type { Environment } from "../../../settings";
import { isUnknown } from "../../../topology/knowable";
import { defaultRouteOf, routeTableOf } from "../../../topology/live/network";
import type { Check } from "../check";
import { isCheck, judged, lookedUp, mistaken, type Place, unclear } from "./answer";
import { filter, findRouteTables, findSubnets } from "./ec2-reads";

type Settings = Pick<Environment, "services" | "zoneCount">;

/** The subnets of the tasks in awsvpc mode. */
export async function lookUpTaskSubnets(
  ec2: EC2Client,
  { services, zoneCount }: Settings,
  vpc: Vpc | undefined,
  place: Place,
): Promise<readonly Check[]> {
  const ofServices = services.map(async ({ awsvpc }, index): Promise<readonly Check[]> => {
    if (!awsvpc) {
      return [];
    }
    const path = ["services", index, "awsvpc", "subnetIds"];
    const found = await lookedUp(path, "the subnets", () =>
      findSubnets(ec2, filter("subnet-id", ...awsvpc.subnetIds)),
    );
    if (isCheck(found)) {
      return [found];
    }
    const needsNat = awsvpc.egress === "nat-gateway";
    const tables = needsNat ? await tablesOf(ec2, path, found) : [];
    const each = awsvpc.subnetIds.flatMap((id, position) => {
      const subnet = found.find(({ SubnetId }) => SubnetId === id);
      return subnetMistakes([...path, position], id, subnet, vpc, place).concat(
        needsNat && subnet && !isCheck(tables) ? wayOut([...path, position], subnet, tables) : [],
      );
    });
    return judged(
      path,
      [
        ...each,
        ...(isCheck(tables) ? [tables] : []),
        ...zoneMistakes(path, found, awsvpc.subnetIds.length, zoneCount),
        ...(vpc ? [] : [unclear(path, "whether they are in existing.vpc, which was not found")]),
      ],
      `${awsvpc.subnetIds.length} subnets in ${zonesOf(found).join(", ")}`,
    );
  });
  return (await Promise.all(ofServices)).flat();
}

async function tablesOf(
  ec2: EC2Client,
  path: readonly (string | number)[],
  subnets: readonly Subnet[],
): Promise<readonly RouteTable[] | Check> {
  const vpcIds = [...new Set(subnets.flatMap(({ VpcId }) => VpcId ?? []))];
  return lookedUp(path, "their route tables", async () =>
    (await Promise.all(vpcIds.map((id) => findRouteTables(ec2, id)))).flat(),
  );
}

function subnetMistakes(
  path: readonly (string | number)[],
  id: string,
  subnet: Subnet | undefined,
  vpc: Vpc | undefined,
  { described }: Place,
): Check[] {
  if (!subnet) {
    return [mistaken(path, `"${id}" is not in ${described}: correct it`)];
  }
  return vpc && subnet.VpcId !== vpc.VpcId
    ? [
        mistaken(
          path,
          `"${id}" is in VPC "${subnet.VpcId}", and existing.vpc is "${vpc.VpcId}": give a subnet of that`,
        ),
      ]
    : [];
}

function wayOut(
  path: readonly (string | number)[],
  subnet: Subnet,
  tables: readonly RouteTable[],
): Check[] {
  const route = defaultRouteOf(subnet, routeTableOf(subnet, tables));
  if (isUnknown(route)) {
    return [unclear(path, `could not find the route table of "${subnet.SubnetId}"`)];
  }
  return route.to === "nat-gateway"
    ? []
    : [
        mistaken(
          path,
          `"${subnet.SubnetId}" has no route from 0.0.0.0/0 to a NAT gateway, so its tasks could not pull an image: add it, or set egress to vpc-endpoints`,
        ),
      ];
}

/** Which zones the instances are in, the plan may have yet to choose; how many is known. */
function zoneMistakes(
  path: readonly (string | number)[],
  found: readonly Subnet[],
  asked: number,
  zoneCount: number,
): Check[] {
  const zones = zonesOf(found);
  return found.length < asked || zones.length === zoneCount
    ? []
    : [
        mistaken(
          path,
          `they are in ${zones.join(", ")}, and the service has ${zoneCount} zones: give subnets in each of its zones, and no others`,
        ),
      ];
}

function zonesOf(subnets: readonly Subnet[]): string[] {
  return [...new Set(subnets.flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []))].sort();
}
