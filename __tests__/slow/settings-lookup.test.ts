import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Checkout } from "../support/checkout";
import { Moto } from "../support/moto";
import { synthesizeTo, Terraform } from "../support/terraform";

const { providerMirror, moto: hasMoto } = inject("tools");

/** Everything in it is wrong for what the demo's foundation creates. */
const WRONG = `
import { defineEnvironment } from "../src/settings";

export default defineEnvironment({
  name: "wrong",
  region: "eu-north-1",
  state: { kind: "local" },
  existing: {
    vpc: { name: "taskmanager-vpc" },
    subnet: { id: "subnet-0123456789abcdef0" },
    cluster: {
      name: "taskmanager-cluster",
      capacityProviders: ["FARGATE"],
      defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE" }],
    },
  },
  newSubnets: [{ availabilityZone: "eu-north-1z", cidrBlock: "10.1.0.0/24" }],
  services: [
    {
      name: "frontend",
      taskDefinition: { family: "taskmanager-frontend", revision: 9 },
      containerName: "frontend",
      containerPort: 80,
    },
    {
      name: "backend",
      taskDefinition: { family: "taskmanager-backend" },
      containerName: "backend",
      containerPort: 8080,
      memoryMiB: 128,
      route: { priority: 1, pathPatterns: ["/tasks*"] },
    },
  ],
  capacity: { imageId: "ami-0123456789abcdef0" },
});
`;

/** The real command against an emulated account, before and after the foundation stands in it. */
describe.skipIf(!providerMirror || !hasMoto)("ha preflight, before anything is deployed", () => {
  let moto: Moto;
  let checkout: Checkout;

  beforeAll(async () => {
    moto = await Moto.start();
    checkout = new Checkout();
    writeFileSync(join(checkout.folder, "environments", "wrong.ts"), WRONG);
  });

  afterAll(() => moto?.stop());

  const preflight = (environment: string, ...args: readonly string[]) =>
    checkout.run("node", ["bin/ha.js", "preflight", "--env", environment, ...args], moto.env);
  const ofSettings = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout).settings as { title: string; verdict: string; detail: string }[]).map(
      ({ title, verdict, detail }) => `${verdict} ${title}: ${detail}`,
    );

  it("says what the foundation has yet to create, and what comes next", async () => {
    const { exitCode, stdout } = await preflight("demo");
    const unwrapped = stdout.replace(/\s+/g, " ");
    expect(exitCode).toBe(1);
    expect(unwrapped).toContain(
      '? existing.vpc.name: "taskmanager-vpc" is not there yet: the stack demo-foundation creates it',
    );
    expect(unwrapped).toContain("`npx cdktf deploy demo-foundation demo-ha`");
    expect(stdout).not.toContain("✗");
  });

  it("finds the settings sound once it stands, and the wrong ones with every mistake", async () => {
    const terraform = new Terraform(synthesizeTo()("foundation"), moto.env);
    await terraform.init();
    await terraform.apply();

    const sound = await preflight("demo", "--json");
    expect(sound.exitCode).toBe(1);
    expect(JSON.parse(sound.stdout)).toMatchObject({ deployed: false });
    const lines = ofSettings(sound);
    expect(lines.filter((line) => !line.startsWith("holds "))).toEqual([]);
    expect(lines).toContain(
      'holds services[1].taskDefinition.family: "taskmanager-backend:1" is ACTIVE and fits the service',
    );

    const wrong = await preflight("wrong", "--json");
    expect(wrong.exitCode).toBe(2);
    expect(ofSettings(wrong).filter((line) => line.startsWith("refused "))).toEqual([
      'refused existing.subnet.id: "subnet-0123456789abcdef0" is not in eu-north-1 of account 123456789012: correct the id',
      `refused newSubnets[0].cidrBlock: "10.1.0.0/24" is not inside the VPC's 10.0.0.0/16: give a block of it, or leave it out`,
      'refused existing.cluster.capacityProviders[0]: "FARGATE" is no capacity provider of the cluster "taskmanager-cluster": remove it from the list, or associate it with the cluster first',
      'refused existing.cluster.defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }] is not what "taskmanager-cluster" has, so Terraform would change it for everyone on it: give []',
      'refused services[0].taskDefinition.revision: "taskmanager-frontend:9" is not in eu-north-1 of account 123456789012: give another revision, or leave it out for the latest active one',
      'refused services[1].containerPort: 8080 is not mapped by container "backend" of "taskmanager-backend:1", which maps 5000: correct it, or register a revision that maps it',
      'refused services[1].memoryMiB: 128 is less than the 256 MiB of memory that "taskmanager-backend:1" reserves: give at least 256',
      'refused newSubnets[0].availabilityZone: "eu-north-1z" does not offer instance type "t3.small", if it is a zone of the account at all: give another zone, leave it out, or choose types that every zone offers',
      'refused capacity.imageId: "ami-0123456789abcdef0" is not in eu-north-1 of account 123456789012, or not shared with the account: give another, or leave it out for the current one',
    ]);
  }, 180_000);
});
