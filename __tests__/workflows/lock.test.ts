import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { PipelineCheckout } from "../support/pipeline-checkout";
import { synthesize } from "../support/synth";
import { Terraform, temporaryFolder } from "../support/terraform";

const { providerMirror } = inject("tools");
const AWS = synthesize().ha.json["terraform"].required_providers.aws;

it("the committed lock file holds the one provider that the stacks want", () => {
  const lock = readFileSync(".terraform.lock.hcl", "utf8");
  expect(lock.match(/^provider .*$/gm)).toEqual([
    'provider "registry.terraform.io/hashicorp/aws" {',
  ]);
  expect(lock).toContain(`constraints = "${AWS.version}"`);
  expect(lock).toMatch(/"h1:[A-Za-z0-9+/]{43}="/);
});

describe.skipIf(!providerMirror)("a stack of the workflows", () => {
  const checkout = new PipelineCheckout(temporaryFolder(), {
    TF_CLI_ARGS_init: `-plugin-dir=${providerMirror}`,
  }).synthesize("demo-ha", { service: "1.4.2" });
  const stack = join(checkout.folder, "cdktf.out/stacks/demo-ha");
  const committed = join(checkout.folder, ".terraform.lock.hcl");
  writeFileSync(
    join(stack, "providers.tf.json"),
    JSON.stringify({ terraform: { required_providers: { aws: AWS } } }),
  );

  it("is run with the provider of the lock file, and with no other", async () => {
    expect((await checkout.run("init-stack.sh", "demo-ha")).stderr).toContain(
      "Provider dependency changes detected",
    );

    await new Terraform(stack).init();
    const lock = readFileSync(join(stack, ".terraform.lock.hcl"), "utf8");
    writeFileSync(committed, lock);
    expect((await checkout.run("init-stack.sh", "demo-ha")).stderr).toBe("");

    writeFileSync(committed, lock.replace(/"h1:..../, '"h1:AAAA'));
    const { exitCode, stderr } = await checkout.run("init-stack.sh", "demo-ha");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/match any of the\s+checksums/);
  });
});
