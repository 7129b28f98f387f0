import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, inject, it } from "vitest";
import { findTerraform } from "../../src/sandbox/terraform-program";
import { expectFixture } from "../review/support/fixtures";
import { PlanningTerraform } from "../review/support/planning-terraform";
import { SCENARIOS, type Scenario } from "../review/support/scenarios";
import { temporaryFolder } from "../support/terraform";

const isTerraform = inject("tools").providerMirror !== undefined && findTerraform() === "terraform";

describe.skipIf(!isTerraform)("plans that reviews are tested on", () => {
  it.concurrent.each(SCENARIOS)("are what Terraform writes: $name", async (scenario) => {
    expectFixture(scenario.name, await planOf(scenario));
  });
});

async function planOf(scenario: Scenario): Promise<unknown> {
  const { before, after, between = [], modules = {}, planFlags, fails } = scenario;
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(modules)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "main.tf"), text);
  }
  const terraform = new PlanningTerraform(folder);
  if (before !== undefined) {
    writeFileSync(join(folder, "main.tf"), before);
    await terraform.init();
    await terraform.apply();
  }
  for (const command of between) {
    await terraform.perform(command);
  }
  writeFileSync(join(folder, "main.tf"), after);
  await terraform.init();
  return terraform.planJson(planFlags, fails);
}
