import type { Image } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { lookUpSettings } from "../../src/drill/preflight/settings/look-up-settings";
import type { EnvironmentInput } from "../../src/settings/schema";
import { backend, environment, frontend } from "../support/environments";
import {
  ACCOUNT,
  clientsOf,
  cluster,
  definition,
  IMAGE,
  type LookedUpAccount,
  natTable,
  PRIVATE_A,
  PRIVATE_B,
  PUBLIC,
  publicTable,
  soundAccount,
  subnet,
  VPC,
  vpc,
} from "./support/looked-up-account";
import { A, B } from "./support/observations";

type Changes = Partial<EnvironmentInput>;

const existing = {
  vpc: { name: "taskmanager-vpc" },
  subnet: { name: "taskmanager-public-1" },
  cluster: {
    name: "taskmanager-cluster",
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
  },
} satisfies EnvironmentInput["existing"];

/** What is not found to hold, one line each. */
async function found(changes: Changes, account: Partial<LookedUpAccount>): Promise<string[]> {
  const settings = environment({ foundation: undefined, existing, ...changes });
  const { checks } = await lookUpSettings(clientsOf(soundAccount(account)), settings);
  return checks.flatMap(({ title, verdict, detail }) =>
    verdict === "holds" ? [] : [`${verdict} ${title}: ${detail}`],
  );
}

const keeping = (kept: Partial<typeof existing.cluster> | object): Changes => ({
  existing: { ...existing, cluster: { ...existing.cluster, ...kept } },
});
const FARGATE = "FARGATE";
const SPOT = "FARGATE_SPOT";
const inAwsvpc = (egress: "nat-gateway" | "vpc-endpoints", ...subnetIds: string[]): Changes => ({
  services: [frontend, { ...backend, awsvpc: { subnetIds, egress } }],
});
const withBackend = (changes: Parameters<typeof definition>[2]) => ({
  definitions: [definition("frontend", 80), definition("backend", 5000, changes)],
});
const backendContainer = (changes: object) =>
  withBackend({
    containerDefinitions: [
      {
        name: "backend",
        memory: 256,
        cpu: 128,
        portMappings: [{ containerPort: 5000, hostPort: 0 }],
        ...changes,
      },
    ],
  });
const image = (changes: Partial<Image> = {}): Partial<LookedUpAccount> => ({
  images: [{ ImageId: IMAGE, Name: "own", State: "available", Architecture: "x86_64", ...changes }],
});
const privateSubnets = [
  subnet(PUBLIC, A, "taskmanager-public-1"),
  subnet(PRIVATE_A, A),
  subnet(PRIVATE_B, B),
];
const awsvpcBackend = withBackend({ networkMode: "awsvpc" });

describe("settings that fit the account", () => {
  it.each<[string, Changes, Partial<LookedUpAccount>]>([
    ["by name", {}, {}],
    ["by id", { existing: { ...existing, vpc: { id: VPC }, subnet: { id: PUBLIC } } }, {}],
    ["the account's own id", { accountId: ACCOUNT }, {}],
    [
      "the environment's own capacity provider beside those that are kept",
      keeping({
        capacityProviders: [FARGATE, SPOT],
        defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 0, base: 2 }],
      }),
      {
        clusters: [
          cluster({
            capacityProviders: ["taskmanager-demo", SPOT, FARGATE],
            defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, base: 2 }],
          }),
        ],
      },
    ],
    [
      "a network mode and compatibilities that are left out",
      {},
      withBackend({ networkMode: undefined, requiresCompatibilities: undefined }),
    ],
    [
      "a reservation below the limit",
      {},
      backendContainer({ memory: 1024, memoryReservation: 256 }),
    ],
    [
      "a deprecated image, which can still be launched",
      { capacity: { imageId: IMAGE } },
      image({ DeprecationTime: "2020-01-01T00:00:00.000Z" }),
    ],
    [
      "tasks in private subnets behind NAT",
      inAwsvpc("nat-gateway", PRIVATE_A, PRIVATE_B),
      {
        subnets: privateSubnets,
        tables: [publicTable(), natTable(PRIVATE_A, PRIVATE_B)],
        ...awsvpcBackend,
      },
    ],
    [
      "a task definition of the project's own, which nothing exists of",
      {
        services: [frontend, { ...backend, taskDefinition: { image: "example.com/backend:1.2" } }],
      },
      { definitions: [definition("frontend", 80)] },
    ],
  ])("are sound: %s", async (_, changes, account) => {
    expect(await found(changes, account)).toEqual([]);
  });
});

describe("a mistake that only AWS can tell", () => {
  it.each<[string, Changes, Partial<LookedUpAccount>, string]>([
    [
      "another account",
      { accountId: "210987654321" },
      {},
      'accountId: "210987654321" is not the account of the credentials, "123456789012": choose another AWS_PROFILE, or correct it; nothing else was looked up in that account',
    ],
    [
      "a VPC without an Internet Gateway",
      {},
      { gateways: [] },
      `existing.vpc.name: "${VPC}" has no Internet Gateway: attach one, or give another VPC`,
    ],
    [
      "no subnet of the id",
      { existing: { ...existing, subnet: { id: PRIVATE_A } } },
      {},
      `existing.subnet.id: "${PRIVATE_A}" is not in eu-north-1 of account 123456789012: correct the id`,
    ],
    [
      "no subnet of the name in the VPC, though there is one elsewhere",
      {},
      { subnets: [subnet(PUBLIC, A, "taskmanager-public-1", "vpc-2")] },
      `existing.subnet.name: "taskmanager-public-1" is not in VPC "${VPC}": correct the Name tag, or give the id`,
    ],
    [
      "two subnets of the name",
      {},
      {
        subnets: [
          subnet(PUBLIC, A, "taskmanager-public-1"),
          subnet(PRIVATE_A, A, "taskmanager-public-1"),
        ],
      },
      `existing.subnet.name: "taskmanager-public-1" is the Name tag of 2 subnets (${PUBLIC}, ${PRIVATE_A}): give the id of one of them`,
    ],
    [
      "a subnet of another VPC",
      { existing: { ...existing, subnet: { id: PUBLIC } } },
      { subnets: [subnet(PUBLIC, A, "", "vpc-2")] },
      `existing.subnet.id: "${PUBLIC}" is in VPC "vpc-2", and existing.vpc is "${VPC}": correct one of the two`,
    ],
    [
      "a subnet whose own route table leads to NAT",
      {},
      { tables: [publicTable(), natTable(PUBLIC)] },
      `existing.subnet.name: "${PUBLIC}" is not public: its route table "rtb-nat" has no route from 0.0.0.0/0 to an Internet Gateway; add it, or give a public subnet`,
    ],
    [
      "a route to a gateway that is gone",
      {},
      { tables: [publicTable({ GatewayId: "igw-1", State: "blackhole" })] },
      `existing.subnet.name: "${PUBLIC}" is not public: its route table "rtb-main" has no route from 0.0.0.0/0 to an Internet Gateway; add it, or give a public subnet`,
    ],
    [
      "a new subnet in the zone of the existing one",
      { newSubnets: [{ availabilityZone: A }] },
      {},
      `newSubnets[0].availabilityZone: "${A}" is the zone of existing.subnet already, and two subnets in one zone die together: give another, or leave it out`,
    ],
    [
      "a new subnet outside the VPC",
      { newSubnets: [{ cidrBlock: "10.1.0.0/24" }] },
      {},
      `newSubnets[0].cidrBlock: "10.1.0.0/24" is not inside the VPC's 10.0.0.0/16: give a block of it, or leave it out`,
    ],
    [
      "no cluster",
      {},
      { clusters: [] },
      'existing.cluster.name: "taskmanager-cluster" is not in eu-north-1 of account 123456789012: create it, or give another cluster',
    ],
    [
      "a deleted cluster",
      {},
      { clusters: [cluster({ status: "INACTIVE" })] },
      'existing.cluster.name: "taskmanager-cluster" is INACTIVE, not ACTIVE: create it, or give another cluster',
    ],
    [
      "Container Insights off",
      {},
      { clusters: [cluster({ settings: [{ name: "containerInsights", value: "disabled" }] })] },
      'alarms.containerInsights: true, but the cluster "taskmanager-cluster" has Container Insights off, so no alarm can count its running tasks: turn it on with `aws ecs update-cluster-settings --cluster taskmanager-cluster --settings name=containerInsights,value=enabled`, or set it to false and waive HA-OPS-02',
    ],
    [
      "capacity providers that are left out",
      {},
      { clusters: [cluster({ capacityProviders: [FARGATE, SPOT] })] },
      'existing.cluster.capacityProviders: "FARGATE", "FARGATE_SPOT" are left out, which the cluster "taskmanager-cluster" has, so Terraform would remove them: add them to the list',
    ],
    [
      "a capacity provider that the cluster lacks",
      keeping({ capacityProviders: [FARGATE, SPOT] }),
      { clusters: [cluster({ capacityProviders: ["FARGATE"] })] },
      'existing.cluster.capacityProviders[1]: "FARGATE_SPOT" is no capacity provider of the cluster "taskmanager-cluster", which has "FARGATE": remove it from the list, or associate it with the cluster first',
    ],
    [
      "another default strategy",
      keeping({
        capacityProviders: [FARGATE],
        defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE }],
      }),
      {
        clusters: [
          cluster({
            capacityProviders: ["FARGATE"],
            defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 3 }],
          }),
        ],
      },
      'existing.cluster.defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }] is not what "taskmanager-cluster" has, so Terraform would change it for everyone on it: give [{ capacityProvider: "FARGATE", weight: 3, base: 0 }]',
    ],
    [
      "no task definition",
      {},
      { definitions: [definition("frontend", 80)] },
      'services[1].taskDefinition.family: "taskmanager-backend" is not in eu-north-1 of account 123456789012: register it, or give another family',
    ],
    [
      "no such revision",
      {
        services: [
          frontend,
          { ...backend, taskDefinition: { family: "taskmanager-backend", revision: 2 } },
        ],
      },
      {},
      'services[1].taskDefinition.revision: "taskmanager-backend:2" is not in eu-north-1 of account 123456789012: give another revision, or leave it out for the latest active one',
    ],
    [
      "an inactive revision",
      {
        services: [
          frontend,
          { ...backend, taskDefinition: { family: "taskmanager-backend", revision: 3 } },
        ],
      },
      withBackend({ status: "INACTIVE" }),
      'services[1].taskDefinition.revision: "taskmanager-backend:3" is INACTIVE, not ACTIVE: give another revision, or leave it out for the latest active one',
    ],
    [
      "a task definition for Fargate",
      {},
      withBackend({ requiresCompatibilities: ["FARGATE"] }),
      'services[1].taskDefinition: "taskmanager-backend:3" is for FARGATE only, not EC2: register a revision with requiresCompatibilities EC2',
    ],
    [
      "another network mode",
      {},
      awsvpcBackend,
      'services[1].awsvpc: "taskmanager-backend:3" has network mode "awsvpc", but the settings want "bridge": give the service `awsvpc` settings, or register another revision',
    ],
    [
      "no such container",
      { services: [frontend, { ...backend, containerName: "api" }] },
      {},
      'services[1].containerName: "api" is no container of "taskmanager-backend:3", which has "backend": correct it',
    ],
    [
      "a port that is not mapped",
      { services: [frontend, { ...backend, containerPort: 8080 }] },
      {},
      'services[1].containerPort: 8080 is not mapped by container "backend" of "taskmanager-backend:3", which maps 5000: correct it, or register a revision that maps it',
    ],
    [
      "another host port",
      {},
      backendContainer({ portMappings: [{ containerPort: 5000, hostPort: 80 }] }),
      'services[1].hostPort: 0 is not the host port that "taskmanager-backend:3" maps, 80: correct one of the two',
    ],
    [
      "more memory",
      {},
      backendContainer({ memory: undefined, memoryReservation: 512 }),
      'services[1].memoryMiB: 256 is less than the 512 MiB of memory that "taskmanager-backend:3" reserves: give at least 512',
    ],
    [
      "more CPU, of the task as a whole",
      {},
      withBackend({ cpu: "256" }),
      'services[1].cpuUnits: 128 is less than the 256 CPU units that "taskmanager-backend:3" reserves: give at least 256',
    ],
    [
      "no such image",
      { capacity: { imageId: IMAGE } },
      {},
      `capacity.imageId: "${IMAGE}" is not in eu-north-1 of account 123456789012, or not shared with the account: give another, or leave it out for the current one`,
    ],
    [
      "an image that failed",
      { capacity: { imageId: IMAGE } },
      image({ State: "failed" }),
      `capacity.imageId: "${IMAGE}" is failed, not available: give another`,
    ],
    [
      "an image for another processor",
      { capacity: { imageId: IMAGE } },
      image({ Architecture: "arm64" }),
      `capacity.imageId: "${IMAGE}" is for arm64, and capacity.instanceTypes are x86_64: correct one of the two`,
    ],
    [
      "an image larger than the volume",
      { capacity: { imageId: IMAGE } },
      image({
        RootDeviceName: "/dev/xvda",
        BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 40 } }],
      }),
      `capacity.rootVolumeGiB: 30 is less than the 40 GiB of the image "${IMAGE}": give at least 40`,
    ],
    [
      "an instance type that the region lacks",
      {},
      { offerings: [] },
      'capacity.instanceTypes[0]: "t3.small" is not offered in eu-north-1 of account 123456789012: choose another',
    ],
    [
      "an instance type that the existing subnet's zone lacks",
      {},
      { offerings: [{ InstanceType: "t3.small", Location: B }] },
      `existing.subnet.name: "${A}" does not offer instance type "t3.small", if it is a zone of the account at all: choose types that every zone offers`,
    ],
    [
      "one of two instance types that a new subnet's zone lacks",
      { capacity: { instanceTypes: ["t3.small", "m6i.large"] } },
      {
        offerings: [
          ...[A, B].map((Location) => ({ InstanceType: "t3.small" as const, Location })),
          { InstanceType: "m6i.large", Location: A },
        ],
      },
      `newSubnets[0].availabilityZone: "${B}" does not offer instance type "m6i.large": give another zone, leave it out, or choose types that every zone offers`,
    ],
    [
      "no such subnet for tasks",
      inAwsvpc("vpc-endpoints", PRIVATE_A, PRIVATE_B),
      { subnets: privateSubnets.slice(0, 2), ...awsvpcBackend },
      `services[1].awsvpc.subnetIds[1]: "${PRIVATE_B}" is not in eu-north-1 of account 123456789012: correct it`,
    ],
    [
      "a subnet for tasks in another VPC",
      inAwsvpc("vpc-endpoints", PRIVATE_A, PRIVATE_B),
      {
        subnets: [...privateSubnets.slice(0, 2), subnet(PRIVATE_B, B, "", "vpc-2")],
        ...awsvpcBackend,
      },
      `services[1].awsvpc.subnetIds[1]: "${PRIVATE_B}" is in VPC "vpc-2", and existing.vpc is "${VPC}": give a subnet of that`,
    ],
    [
      "a subnet for tasks without a way to NAT",
      inAwsvpc("nat-gateway", PRIVATE_A, PRIVATE_B),
      {
        subnets: privateSubnets,
        tables: [publicTable(), natTable(PRIVATE_A)],
        ...awsvpcBackend,
      },
      `services[1].awsvpc.subnetIds[1]: "${PRIVATE_B}" has no route from 0.0.0.0/0 to a NAT gateway, so its tasks could not pull an image: add it, or set egress to vpc-endpoints`,
    ],
    [
      "subnets for tasks in one zone",
      inAwsvpc("vpc-endpoints", PRIVATE_A, PRIVATE_B),
      { subnets: [...privateSubnets.slice(0, 2), subnet(PRIVATE_B, A)], ...awsvpcBackend },
      `services[1].awsvpc.subnetIds: they are in ${A}, and the service has 2 zones: give subnets in each of its zones, and no others`,
    ],
  ])("is named with its path, the value and the remedy: %s", async (_, changes, account, line) => {
    expect(await found(changes, account)).toEqual([`refused ${line}`]);
  });

  it("leaves what depends on a VPC that is not found unknown", async () => {
    const unfound = `unknown existing.subnet.name: "taskmanager-public-1" was not looked up, as existing.vpc was not found`;
    expect(await found({}, { vpcs: [] })).toEqual([
      'refused existing.vpc.name: "taskmanager-vpc" is not in eu-north-1 of account 123456789012: correct the Name tag, or give the id',
      unfound,
    ]);
    expect(await found({}, { vpcs: [vpc(VPC), vpc("vpc-2")] })).toEqual([
      `refused existing.vpc.name: "taskmanager-vpc" is the Name tag of 2 VPCs (${VPC}, vpc-2): give the id of one of them`,
      unfound,
    ]);
  });

  it("is reported together with all the others", async () => {
    const lines = await found(
      {
        services: [
          { ...frontend, containerName: "web" },
          { ...backend, containerPort: 1 },
        ],
      },
      { gateways: [], clusters: [], offerings: [] },
    );
    expect(lines.map((line) => line.split(": ")[0])).toEqual([
      "refused existing.vpc.name",
      "refused existing.cluster.name",
      "refused services[0].containerName",
      "refused services[1].containerPort",
      "refused capacity.instanceTypes[0]",
    ]);
  });
});

describe("a lookup that is refused", () => {
  const denied = (action: string) =>
    Object.assign(new Error(`not authorized to perform: ${action}`), {
      name: "UnauthorizedOperation",
    });

  it.each([
    ["DescribeVpcs", "existing.vpc.name", "the VPC"],
    ["DescribeInternetGateways", "existing.vpc.name", "its Internet Gateway"],
    ["DescribeSubnets", "existing.subnet.name", "the subnet"],
    ["DescribeRouteTables", "existing.subnet.name", "its route table"],
    ["DescribeClusters", "existing.cluster.name", "the cluster"],
    ["DescribeTaskDefinition", "services[0].taskDefinition.family", "the task definition"],
    ["DescribeInstanceTypeOfferings", "capacity.instanceTypes", "which zones offer them"],
    ["DescribeImages", "capacity.imageId", "the image"],
  ])("leaves the setting unknown: %s", async (action, path, what) => {
    const account = { ...image(), failing: { [action]: denied(action) } };
    expect(await found({ capacity: { imageId: IMAGE } }, account)).toContain(
      `unknown ${path}: could not look up ${what}: a permission is missing: not authorized to perform: ${action}`,
    );
  });

  it("is not taken for a task definition that does not exist", async () => {
    const failure = Object.assign(new Error("Rate exceeded"), { name: "ClientException" });
    const lines = await found({}, { failing: { DescribeTaskDefinition: failure } });
    expect(lines).toContain(
      "unknown services[0].taskDefinition.family: could not look up the task definition: Rate exceeded",
    );
  });
});

describe("what the foundation creates", () => {
  const demo = { foundation: { availabilityZone: A }, newSubnets: [{ availabilityZone: B }] };

  it("may be missing before it is deployed", async () => {
    expect(await found(demo, { vpcs: [], subnets: [], clusters: [], definitions: [] })).toEqual([
      'unknown existing.vpc.name: "taskmanager-vpc" is not there yet: the stack demo-foundation creates it',
      'unknown existing.subnet.name: "taskmanager-public-1" was not looked up, as existing.vpc was not found: the stack demo-foundation creates both',
      'unknown existing.cluster.name: "taskmanager-cluster" is not there yet: the stack demo-foundation creates it',
      'unknown services[0].taskDefinition.family: "taskmanager-frontend" is not there yet: the stack demo-foundation creates it',
      'unknown services[1].taskDefinition.family: "taskmanager-backend" is not there yet: the stack demo-foundation creates it',
    ]);
  });

  it("is held to the settings once it stands", async () => {
    expect(await found(demo, {})).toEqual([]);
    expect(await found(demo, backendContainer({ memory: 512 }))).toHaveLength(1);
  });

  it("does not excuse a zone without the instance type", async () => {
    const offerings = [{ InstanceType: "t3.small" as const, Location: B }];
    expect(await found(demo, { vpcs: [], offerings })).toContain(
      `refused foundation.availabilityZone: "${A}" does not offer instance type "t3.small", if it is a zone of the account at all: give another zone, or choose types that every zone offers`,
    );
  });
});
