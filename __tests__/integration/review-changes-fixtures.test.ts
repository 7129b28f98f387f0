import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, inject, it } from "vitest";
import { sandboxEnvironment } from "../../src/sandbox/environment";
import { Sandbox } from "../../src/sandbox/sandbox";
import { findTerraform } from "../../src/sandbox/terraform-program";
import { expectRightAnswer } from "../review/support/change-answers";
import { batches, changed, concerns, SERVICE_CHANGES } from "../review/support/changes";
import { rewriteFixture } from "../review/support/fixtures";
import { differenceFrom } from "../review/support/plan-differences";
import { PlanningTerraform } from "../review/support/planning-terraform";
import { temporaryFolder } from "../support/terraform";

const { providerMirror, moto } = inject("tools");
/** An apply to the sandbox, and then a plan of a few seconds for each change. */
const LIMIT_MS = 1_200_000;
const REGION = "eu-north-1";

const canPlan = providerMirror !== undefined && moto && findTerraform() === "terraform";

describe.skipIf(!canPlan)("plans of single changes that reviews are tested on", () => {
  it(
    "are answered as expected where Terraform plans them today",
    async () => {
      const configuration = ["service/main.tf", "changes/more.tf"]
        .map((file) => readFileSync(join(__dirname, "../review/terraform", file), "utf8"))
        .join("\n")
        // The sandbox hands out its keys, and a key in the configuration would be a concern itself.
        .replace(/^provider "aws" \{[^}]*\}/m, `provider "aws" {\n  region = "${REGION}"\n}`);
      const folder = temporaryFolder();
      const write = (text: string) => writeFileSync(join(folder, "main.tf"), text);
      const sandbox = await Sandbox.start({ port: 0, speed: 10, region: REGION });
      try {
        const terraform = new PlanningTerraform(folder, sandboxEnvironment(sandbox));
        write(configuration);
        await terraform.init();
        await terraform.apply();
        const unchanged = await terraform.planJson();
        const plans: Record<string, unknown> = {};
        for (const batch of batches()) {
          write(batch.reduce(changed, configuration));
          const plan = await terraform.planJson(["-refresh=false"]);
          for (const change of batch) {
            plans[change.name] = plan;
          }
        }
        const planned = {
          unchanged: unchanged as object,
          changes: Object.fromEntries(
            SERVICE_CHANGES.map((change) => [
              change.name,
              differenceFrom(unchanged, plans[change.name], (address) => concerns(change, address)),
            ]),
          ),
        };
        rewriteFixture("changes", planned);
        for (const change of SERVICE_CHANGES) {
          expectRightAnswer(change, planned);
        }
      } finally {
        await sandbox.stop();
      }
    },
    LIMIT_MS,
  );
});
