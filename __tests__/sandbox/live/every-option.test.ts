import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeClustersCommand, PutClusterCapacityProvidersCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import demo from "../../../environments/demo";
import type { EnvironmentInput } from "../../../src/settings/schema";
import { AppliedEnvironment, eventually, zonesOf } from "../../support/applied-environment";
import { Checkout } from "../../support/checkout";
import { everything } from "../../support/everything";
import { Terraform, temporaryFolder } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const CLUSTER = "taskmanager-cluster";
const ZONES = ["eu-north-1a", "eu-north-1b", "eu-north-1c"];
const KEPT = ["FARGATE", "FARGATE_SPOT"];

/** On a cluster that others use too, deployed as a person would: by the cdktf command. */
describe.skipIf(!providerMirror || !moto)("every option in the sandbox", () => {
  const checkout = new Checkout();
  let environment: AppliedEnvironment;
  let settings: EnvironmentInput;

  beforeAll(async () => {
    environment = await AppliedEnvironment.start();
    const neighbours = new Terraform(copyOfNeighbours(), environment.env);
    const foundation = environment.synthesize()("foundation");
    for (const terraform of [foundation, neighbours]) {
      await terraform.init();
      await terraform.apply();
    }
    await environment.ecs.send(
      new PutClusterCapacityProvidersCommand({
        cluster: CLUSTER,
        capacityProviders: KEPT,
        defaultCapacityProviderStrategy: [],
      }),
    );
    const { private_subnet_ids, certificate_arn } = await neighbours.outputs();
    settings = onSharedCluster(
      private_subnet_ids?.value as string[],
      certificate_arn?.value as string,
    );
    await deploy("demo-state");
    await deploy("demo-ha");
  }, 420_000);

  afterAll(() => environment?.stop());

  /** With the provider from the mirror, and the settings as an environment file. */
  function cdktf(...args: readonly string[]) {
    writeFileSync(
      join(checkout.folder, "environments/demo.ts"),
      `export default ${JSON.stringify(settings)};`,
    );
    return checkout.run("cdktf", args, {
      ...environment.env,
      TF_CLI_ARGS_init: `-plugin-dir=${providerMirror}`,
    });
  }

  async function deploy(stack: string): Promise<void> {
    const deployed = await cdktf("deploy", stack, "--auto-approve", "--skip-provider-lock");
    expect(deployed.exitCode, deployed.stdout + deployed.stderr).toBe(0);
  }

  const ha = () =>
    new Terraform(join(checkout.folder, "cdktf.out/stacks/demo-ha"), environment.env);

  const providers = async () => {
    const { clusters } = await environment.ecs.send(
      new DescribeClustersCommand({ clusters: [CLUSTER] }),
    );
    return clusters?.[0]?.capacityProviders?.toSorted();
  };

  it("serves both services over HTTPS from three zones, and redirects HTTP to it", async () => {
    environment.useUrl(String(await ha().output("url")));
    expect(await eventually(async () => zonesOf(await environment.askMany(12)).length === 3)).toBe(
      true,
    );
    expect(zonesOf(await environment.askMany(12, "/tasks"))).toEqual(ZONES);
    const url = new URL(String(await ha().output("url")));
    expect(url.protocol).toBe("https:");
    const redirected = await fetch(`http://${url.host}/tasks?done=1`, { redirect: "manual" });
    expect(redirected.status).toBe(301);
    expect(redirected.headers.get("location")).toBe(`${url.origin}/tasks?done=1`);
  });

  it("has nothing to change in a second plan", async () => {
    expect(await ha().isClean()).toBe(true);
  });

  it("keeps the cluster's other capacity providers through an apply and an update", {
    timeout: 180_000,
  }, async () => {
    expect(await providers()).toEqual([...KEPT, "taskmanager-demo"]);
    settings = { ...settings, tags: { Team: "platform", Release: "2" } };
    await deploy("demo-ha");
    expect(await providers()).toEqual([...KEPT, "taskmanager-demo"]);
  });

  it("refuses to take them from the cluster, and leaves it as the documentation says", {
    timeout: 240_000,
  }, async () => {
    const refused = await cdktf("destroy", "demo-ha", "--auto-approve", "--skip-provider-lock");
    expect(refused.exitCode).not.toBe(0);
    // The command shows no more than the end of what Terraform says, and at times not that.
    await expect(ha().destroy()).rejects.toThrow(/lifecycle\.prevent_destroy/);
    await ha().destroy(
      "-target=aws_ecs_service.service-frontend_balanced_service",
      "-target=aws_ecs_service.service-backend_balanced_service",
    );
    await environment.ecs.send(
      new PutClusterCapacityProvidersCommand({
        cluster: CLUSTER,
        capacityProviders: KEPT,
        defaultCapacityProviderStrategy: [],
      }),
    );
    await ha().forget("aws_ecs_cluster_capacity_providers.cluster-association_association");
    const destroyed = await cdktf("destroy", "demo-ha", "--auto-approve", "--skip-provider-lock");
    expect(destroyed.exitCode, destroyed.stdout + destroyed.stderr).toBe(0);
    expect(await providers()).toEqual(KEPT);
  });

  it("was asked for nothing that it does not implement", () => {
    expect([...environment.sandbox.unimplemented]).toEqual([]);
  });
});

function onSharedCluster(
  taskSubnetIds: readonly string[],
  certificateArn: string,
): EnvironmentInput {
  return {
    ...demo,
    ...everything(taskSubnetIds),
    protect: false,
    loadBalancer: { certificateArn },
    foundation: undefined,
    existing: {
      vpc: { name: "second-vpc" },
      subnet: { name: "second-public" },
      cluster: { name: CLUSTER, capacityProviders: KEPT, defaultCapacityProviderStrategy: [] },
    },
  };
}

function copyOfNeighbours(): string {
  const copy = join(temporaryFolder(), "neighbours");
  cpSync(join(__dirname, "../../integration/fixtures"), copy, { recursive: true });
  return copy;
}
