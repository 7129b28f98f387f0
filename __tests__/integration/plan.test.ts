import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import production from "../../environments/production";
import type { EnvironmentInput } from "../../src/settings/schema";
import { backend, frontend } from "../support/environments";
import { everything } from "../support/everything";
import { Moto } from "../support/moto";
import {
  created,
  createdSubnets,
  type Plan,
  synthesizeTo,
  Terraform,
  temporaryFolder,
} from "../support/terraform";

const { providerMirror, moto: hasMoto } = inject("tools");

/** The real Terraform and AWS provider; what they look up is the foundation, applied to moto. */
describe.skipIf(!providerMirror || !hasMoto)("terraform plan", () => {
  let moto: Moto;
  let publicSubnetId: string;
  let privateSubnetIds: string[];

  beforeAll(async () => {
    moto = await Moto.start();
    const neighbours = new Terraform(copyOfFixtures(), moto.env);
    await Promise.all([apply(synthesizeTo()("foundation"), moto.env), initAndApply(neighbours)]);
    const outputs = await neighbours.outputs();
    publicSubnetId = outputs["public_subnet_id"]?.value as string;
    privateSubnetIds = outputs["private_subnet_ids"]?.value as string[];
  }, 180_000);

  afterAll(() => moto?.stop());

  async function workspace(
    changes: Partial<EnvironmentInput>,
    part: "state" | "ha" = "ha",
  ): Promise<Terraform> {
    const terraform = new Terraform(synthesizeTo(changes)(part), moto.env);
    await terraform.init();
    return terraform;
  }

  const plan = async (...args: Parameters<typeof workspace>) => (await workspace(...args)).plan();
  const refusal = async (changes: Partial<EnvironmentInput>) =>
    (await workspace(changes)).refusal();

  const second = (cluster: string, subnet = "second-public") => ({
    foundation: undefined,
    existing: {
      vpc: { name: "second-vpc" },
      subnet: { name: subnet },
      cluster: { name: cluster, capacityProviders: [], defaultCapacityProviderStrategy: [] },
    },
  });

  it("makes the demo highly available, creating alone", async () => {
    const demo = await plan({});
    expect(actionsIn(demo)).toEqual(["create"]);
    expect(createdSubnets(demo)).toEqual([["eu-north-1b", "10.0.2.0/24"]]);
    expect(demo.output_changes["zones"]?.after).toEqual(["eu-north-1a", "eu-north-1b"]);
  });

  it("finds zone and block in production, with its state in S3 and the cluster's own providers", async () => {
    const planned = await plan({
      foundation: undefined,
      zoneLossExperiment: undefined,
      ...production,
    });
    expect(createdSubnets(planned)).toEqual([["eu-north-1b", "10.0.0.0/24"]]);
    expect(only("aws_ecs_cluster_capacity_providers", planned)["capacity_providers"]).toEqual([
      "FARGATE",
      "FARGATE_SPOT",
      "taskmanager-production",
    ]);
  });

  it("creates the state bucket", async () => {
    const planned = await plan({ foundation: undefined, ...production }, "state");
    expect(actionsIn(planned)).toEqual(["create"]);
  });

  it("takes every option at once, in three zones", async () => {
    const planned = await plan({
      ...everything(privateSubnetIds),
      ...second("taskmanager-cluster"),
      state: { kind: "local" },
    });
    expect(createdSubnets(planned)).toEqual([
      ["eu-north-1b", "10.20.1.0/24"],
      ["eu-north-1c", "10.20.2.0/24"],
    ]);
    const definitions = String(only("aws_ecs_task_definition", planned)["container_definitions"]);
    const [container] = JSON.parse(definitions);
    expect(container.environment).toEqual([
      { name: "GREETING", value: 'say "hi" to ${USER}, 100 %{sure}' },
    ]);
  });

  it("refuses a cluster without Container Insights and task definitions that do not fit, all at once", async () => {
    const said = await refusal({
      ...second("second-cluster"),
      newSubnets: [{ cidrBlock: "10.20.10.128/25" }],
      services: [
        { ...frontend, taskDefinition: { family: "fargate-only" }, containerName: "web" },
        { ...backend, memoryMiB: 128, containerPort: 8080, hostPort: 8080 },
      ],
    });
    for (const message of [
      'existing.cluster: "second-cluster" has Container Insights off, so no alarm can count its running tasks; turn it on with: aws ecs update-cluster-settings',
      'task definition "fargate-only" is for FARGATE only, not EC2: register a revision with requiresCompatibilities EC2',
      'task definition "fargate-only" has network mode "awsvpc", but the settings want "bridge": give the service `awsvpc` settings, or register another revision',
      'task definition "fargate-only" has no container "web" that maps port 80: correct containerName or containerPort',
      'task definition "fargate-only" reserves 512 MiB, more than the 256 that the capacity was computed with: set memoryMiB to it',
      'task definition "fargate-only" reserves 256 CPU units, more than the 128 that the capacity was computed with: set cpuUnits to it',
      'task definition "taskmanager-backend" reserves 256 MiB, more than the 128 that the capacity was computed with: set memoryMiB to it',
      'task definition "taskmanager-backend" has no container "backend" that maps port 8080: correct containerName or containerPort',
      'cidr block "10.20.10.128/25" of subnet "taskmanager-demo-public-2" overlaps subnet',
    ]) {
      expect(said).toContain(message);
    }
  });

  it("refuses subnets without the right way out and a host port that is not the definition's, all at once", async () => {
    const said = await refusal({
      ...second("taskmanager-cluster", "second-private-eu-north-1b"),
      newSubnets: [{ availabilityZone: "eu-north-1c" }],
      services: [
        { ...frontend, hostPort: 80 },
        {
          ...backend,
          taskDefinition: { image: "registry.example.com/backend:1" },
          awsvpc: {
            subnetIds: [publicSubnetId, ...privateSubnetIds.slice(1)],
            egress: "nat-gateway",
          },
        },
      ],
    });
    const awsvpc = `service "taskmanager-demo-backend": awsvpc subnet "${publicSubnetId}"`;
    expect(said).toContain(
      `${awsvpc} is in zone "eu-north-1a", where the service has no instances (eu-north-1b, eu-north-1c): give a subnet in one of those`,
    );
    expect(said).toContain(
      `${awsvpc} has no route from 0.0.0.0/0 to a NAT gateway, so its tasks could not pull an image: add it, or set egress to vpc-endpoints`,
    );
    expect(said).toMatch(
      /existing\.subnet: "subnet-\w+" is not public: its route table "rtb-\w+" has no route from 0\.0\.0\.0\/0 to Internet Gateway "igw-\w+"; add it, or give a public subnet/,
    );
    expect(said).toContain(
      'task definition "taskmanager-frontend" maps host port 0, but the settings say hostPort 80: correct one of the two',
    );
  });
});

function copyOfFixtures(): string {
  const copy = join(temporaryFolder(), "neighbours");
  cpSync(join(__dirname, "fixtures"), copy, { recursive: true });
  return copy;
}

async function initAndApply(terraform: Terraform): Promise<void> {
  await terraform.init();
  await terraform.apply();
}

function apply(folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  return initAndApply(new Terraform(folder, env));
}

function actionsIn(plan: Plan): string[] {
  return [
    ...new Set(
      plan.resource_changes
        .flatMap(({ change }) => change.actions)
        .filter((action) => action !== "read"),
    ),
  ];
}

function only(type: string, plan: Plan): Record<string, unknown> {
  const [first, ...others] = created(type, plan);
  expect(others).toEqual([]);
  return first ?? {};
}
