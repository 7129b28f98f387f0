import {
  type EC2Client,
  type Filter,
  type Image,
  type InternetGateway,
  paginateDescribeImages,
  paginateDescribeInstanceTypeOfferings,
  paginateDescribeInternetGateways,
  paginateDescribeRouteTables,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  type RouteTable,
  type Subnet,
  type Vpc,
} from "@aws-sdk/client-ec2";

/** A filter finds nothing where an id would be answered with an error. */
export function filter(Name: string, ...Values: string[]): Filter {
  return { Name, Values };
}

export function findVpcs(client: EC2Client, ...Filters: Filter[]): Promise<Vpc[]> {
  return gathered(paginateDescribeVpcs({ client }, { Filters }), ({ Vpcs }) => Vpcs);
}

export function findSubnets(client: EC2Client, ...Filters: Filter[]): Promise<Subnet[]> {
  return gathered(paginateDescribeSubnets({ client }, { Filters }), ({ Subnets }) => Subnets);
}

export function findInternetGateways(client: EC2Client, vpcId: string): Promise<InternetGateway[]> {
  const Filters = [filter("attachment.vpc-id", vpcId)];
  return gathered(
    paginateDescribeInternetGateways({ client }, { Filters }),
    ({ InternetGateways }) => InternetGateways,
  );
}

export function findRouteTables(client: EC2Client, vpcId: string): Promise<RouteTable[]> {
  const Filters = [filter("vpc-id", vpcId)];
  return gathered(
    paginateDescribeRouteTables({ client }, { Filters }),
    ({ RouteTables }) => RouteTables,
  );
}

/** Deprecated ones can still be launched. */
export function findImages(client: EC2Client, imageId: string): Promise<Image[]> {
  const Filters = [filter("image-id", imageId)];
  return gathered(
    paginateDescribeImages({ client }, { Filters, IncludeDeprecated: true }),
    ({ Images }) => Images,
  );
}

/** The zones that offer each of the instance types. */
export async function findOfferings(
  client: EC2Client,
  types: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const offerings = await gathered(
    paginateDescribeInstanceTypeOfferings(
      { client },
      { LocationType: "availability-zone", Filters: [filter("instance-type", ...types)] },
    ),
    ({ InstanceTypeOfferings }) => InstanceTypeOfferings,
  );
  return new Map(
    types.map((type) => [
      type,
      offerings.flatMap(({ InstanceType, Location }) =>
        InstanceType === type && Location ? [Location] : [],
      ),
    ]),
  );
}

async function gathered<Page, Item>(
  pages: AsyncIterable<Page>,
  read: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...(read(page) ?? []));
  }
  return items;
}
