import type {
  Filter,
  Image,
  InstanceTypeOffering,
  InternetGateway,
  RouteTable,
  Subnet,
  Vpc,
} from "@aws-sdk/client-ec2";
import type { Cluster, TaskDefinition } from "@aws-sdk/client-ecs";
import { type AwsClients, createClients } from "../../../src/topology/live/clients";
import { A, B } from "./observations";

export const ACCOUNT = "123456789012";
export const VPC = "vpc-0123456789abcdef0";
export const PUBLIC = "subnet-0123456789abcdef0";
export const PRIVATE_A = "subnet-0123456789abcdefa";
export const PRIVATE_B = "subnet-0123456789abcdefb";
export const IMAGE = "ami-0123456789abcdef0";

/** What is in an account beside any deployment, as the APIs answer it. */
export interface LookedUpAccount {
  account: string;
  vpcs: Vpc[];
  subnets: Subnet[];
  gateways: InternetGateway[];
  tables: RouteTable[];
  images: Image[];
  offerings: InstanceTypeOffering[];
  clusters: Cluster[];
  definitions: TaskDefinition[];
  /** Calls that fail, by the action's name. */
  failing: Readonly<Record<string, Error>>;
}

/** One that the settings of the demo, without its foundation, fit. */
export function soundAccount(changes: Partial<LookedUpAccount> = {}): LookedUpAccount {
  return {
    account: ACCOUNT,
    vpcs: [vpc(VPC)],
    subnets: [subnet(PUBLIC, A, "taskmanager-public-1")],
    gateways: [{ InternetGatewayId: "igw-1", Attachments: [{ VpcId: VPC }] }],
    tables: [publicTable()],
    images: [],
    offerings: [A, B].map((Location) => ({ InstanceType: "t3.small", Location })),
    clusters: [cluster()],
    definitions: [definition("frontend", 80), definition("backend", 5000)],
    failing: {},
    ...changes,
  };
}

export function vpc(VpcId: string): Vpc {
  return {
    VpcId,
    Tags: [{ Key: "Name", Value: "taskmanager-vpc" }],
    CidrBlockAssociationSet: [{ CidrBlock: "10.0.0.0/16" }],
  };
}

export function subnet(SubnetId: string, AvailabilityZone: string, name = "", VpcId = VPC): Subnet {
  return { SubnetId, AvailabilityZone, VpcId, Tags: [{ Key: "Name", Value: name }] };
}

/** The VPC's main one. */
export function publicTable(route: object = { GatewayId: "igw-1" }): RouteTable {
  return {
    RouteTableId: "rtb-main",
    VpcId: VPC,
    Associations: [{ Main: true }],
    Routes: [{ DestinationCidrBlock: "0.0.0.0/0", State: "active", ...route }],
  };
}

export function natTable(...subnetIds: string[]): RouteTable {
  return {
    ...publicTable({ NatGatewayId: "nat-1" }),
    RouteTableId: "rtb-nat",
    Associations: subnetIds.map((SubnetId) => ({ SubnetId })),
  };
}

export function cluster(changes: Partial<Cluster> = {}): Cluster {
  return {
    clusterName: "taskmanager-cluster",
    status: "ACTIVE",
    settings: [{ name: "containerInsights", value: "enabled" }],
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
    ...changes,
  };
}

export function definition(
  part: string,
  containerPort: number,
  changes: Partial<TaskDefinition> = {},
): TaskDefinition {
  return {
    family: `taskmanager-${part}`,
    revision: 3,
    status: "ACTIVE",
    requiresCompatibilities: ["EC2"],
    networkMode: "bridge",
    containerDefinitions: [
      { name: part, cpu: 128, memory: 256, portMappings: [{ containerPort, hostPort: 0 }] },
    ],
    ...changes,
  };
}

/** Clients that are answered from it, and refused whatever they are not known to ask. */
export function clientsOf(account: LookedUpAccount): AwsClients {
  const clients = createClients("eu-north-1");
  const send = async (command: { constructor: { name: string }; input: Input }) => {
    const action = command.constructor.name.replace(/Command$/, "");
    const failure = account.failing[action];
    if (failure) {
      throw failure;
    }
    return answer(account, action, command.input);
  };
  for (const client of [clients.ec2, clients.ecs, clients.sts]) {
    Object.assign(client, { send });
  }
  return clients;
}

interface Input {
  readonly Filters?: readonly Filter[];
  readonly clusters?: readonly string[];
  readonly taskDefinition?: string;
}

function answer(account: LookedUpAccount, action: string, input: Input): unknown {
  const wanted = <T>(items: readonly T[]) => items.filter((item) => matches(item, input.Filters));
  switch (action) {
    case "GetCallerIdentity":
      return { Account: account.account };
    case "DescribeVpcs":
      return { Vpcs: wanted(account.vpcs) };
    case "DescribeSubnets":
      return { Subnets: wanted(account.subnets) };
    case "DescribeInternetGateways":
      return { InternetGateways: wanted(account.gateways) };
    case "DescribeRouteTables":
      return { RouteTables: wanted(account.tables) };
    case "DescribeImages":
      return { Images: wanted(account.images) };
    case "DescribeInstanceTypeOfferings":
      return { InstanceTypeOfferings: wanted(account.offerings) };
    case "DescribeClusters": {
      const clusters = account.clusters.filter(({ clusterName = "" }) =>
        input.clusters?.includes(clusterName),
      );
      return { clusters, failures: clusters.length > 0 ? [] : [{ reason: "MISSING" }] };
    }
    case "DescribeTaskDefinition":
      return { taskDefinition: describedDefinition(account, input.taskDefinition) };
    default:
      throw new Error(`the account does not know ${action}`);
  }
}

function describedDefinition({ definitions }: LookedUpAccount, wanted: string | undefined) {
  const found = definitions.find(
    ({ family, revision, status }) =>
      wanted === `${family}:${revision}` || (wanted === family && status === "ACTIVE"),
  );
  if (!found) {
    throw Object.assign(new Error("Unable to describe task definition."), {
      name: "ClientException",
    });
  }
  return found;
}

/** The attributes that the filters used here look at. */
const FILTERED: Readonly<Record<string, (item: Record<string, unknown>) => unknown>> = {
  "vpc-id": ({ VpcId }) => VpcId,
  "subnet-id": ({ SubnetId }) => SubnetId,
  "image-id": ({ ImageId }) => ImageId,
  "instance-type": ({ InstanceType }) => InstanceType,
  "tag:Name": ({ Tags }) => (Tags as Vpc["Tags"])?.find(({ Key }) => Key === "Name")?.Value,
  "attachment.vpc-id": ({ Attachments }) =>
    (Attachments as InternetGateway["Attachments"])?.[0]?.VpcId,
};

function matches(item: unknown, filters: readonly Filter[] = []): boolean {
  return filters.every(({ Name = "", Values = [] }) => {
    const read = FILTERED[Name];
    if (!read) {
      throw new Error(`the account does not know the filter ${Name}`);
    }
    return Values.includes(String(read(item as Record<string, unknown>)));
  });
}
