import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { Terraform, temporaryFolder } from "../support/terraform";

describe.skipIf(!inject("tools").providerMirror)("modules/free-subnet", () => {
  it("passes its own tests", { timeout: 120_000 }, async () => {
    // In a copy: what `init` leaves in the module's folder would end up beside every stack.
    const copy = join(temporaryFolder(), "free-subnet");
    cpSync("modules/free-subnet", copy, { recursive: true });
    const terraform = new Terraform(copy);
    await terraform.init();
    expect(await terraform.test()).toMatch(/Success! \d+ passed, 0 failed/);
  });
});
