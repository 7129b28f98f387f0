import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Checkout } from "../support/checkout";
import { Moto } from "../support/moto";

const { moto: hasMoto, providerMirror } = inject("tools");

/** Flags by which the CLI's own Terraform runs take the provider from the mirror. */
const fromMirror = { TF_CLI_ARGS_init: `-plugin-dir=${providerMirror}` };

describe.skipIf(!providerMirror || !hasMoto)("the cdktf command", () => {
  const checkout = new Checkout();
  let moto: Moto;

  beforeAll(async () => {
    moto = await Moto.start();
  });
  afterAll(() => moto?.stop());

  async function cdktf(...args: readonly string[]) {
    const ran = await checkout.run("cdktf", args, { ...moto.env, ...fromMirror });
    expect(ran.stdout + ran.stderr).not.toContain("DeprecationWarning");
    return ran;
  }

  it("lists and synthesizes every stack", async () => {
    const listed = await cdktf("list");
    expect(listed.exitCode).toBe(0);
    for (const stack of ["demo-foundation", "demo-ha", "production-state", "production-ha"]) {
      expect(listed.stdout).toContain(stack);
    }
    const synthesized = await cdktf("synth");
    expect(synthesized.exitCode).toBe(0);
    expect(synthesized.stdout).toMatch(
      /production-ha.*protected from destroy.*FARGATE, FARGATE_SPOT/s,
    );
  });

  it("deploys the foundation, shows what would make it highly available, and takes it down", {
    timeout: 180_000,
  }, async () => {
    const deployed = await cdktf(
      "deploy",
      "demo-foundation",
      "--auto-approve",
      "--skip-provider-lock",
    );
    expect(deployed.exitCode, deployed.stderr).toBe(0);
    const state = readFileSync(join(checkout.folder, "terraform.demo-foundation.tfstate"), "utf8");
    expect(JSON.parse(state).resources).toHaveLength(9);

    const diff = await cdktf("diff", "demo-ha", "--skip-provider-lock");
    expect(diff.exitCode, diff.stderr).toBe(0);
    expect(stripVTControlCharacters(diff.stdout)).toMatch(
      /Plan: \d+ to add, 0 to change, 0 to destroy/,
    );

    const destroyed = await cdktf(
      "destroy",
      "demo-foundation",
      "--ignore-missing-stack-dependencies",
      "--auto-approve",
      "--skip-provider-lock",
    );
    expect(destroyed.exitCode, destroyed.stderr).toBe(0);
    const left = readFileSync(join(checkout.folder, "terraform.demo-foundation.tfstate"), "utf8");
    expect(JSON.parse(left).resources).toEqual([]);
  });

  it("would generate the bindings in .gen as they are committed", {
    timeout: 120_000,
  }, async () => {
    const committed = readFileSync(".gen/modules/free-subnet.ts", "utf8");
    rmSync(join(checkout.folder, ".gen"), { recursive: true });
    const got = await cdktf("get", "--force");
    expect(got.exitCode, got.stderr).toBe(0);
    expect(readFileSync(join(checkout.folder, ".gen/modules/free-subnet.ts"), "utf8")).toBe(
      committed,
    );
  });
});
