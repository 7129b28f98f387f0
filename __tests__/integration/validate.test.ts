import { describe, inject, it } from "vitest";
import { everything, withLongestNames } from "../support/everything";
import { synthesizeTo, Terraform } from "../support/terraform";

/** Beside `plan.test.ts`, for a machine that has Terraform but nothing to plan against. */
describe.skipIf(!inject("tools").providerMirror)("terraform validate", () => {
  const taskSubnetIds = [1, 2, 3].map((ordinal) => `subnet-0123456789abcdef${ordinal}`);
  const folderOf = synthesizeTo({
    ...everything(taskSubnetIds),
    ci: { repository: "acme/taskmanager", oidcProvider: "create" },
  });

  it.each(["state", "ci", "foundation", "ha"] as const)(
    "accepts every option: the %s stack",
    async (part) => {
      const terraform = new Terraform(folderOf(part));
      await terraform.init("-backend=false");
      await terraform.validate();
    },
  );

  it("accepts the longest names of services", async () => {
    const terraform = new Terraform(synthesizeTo(withLongestNames(taskSubnetIds))("ha"));
    await terraform.init("-backend=false");
    await terraform.validate();
  });
});
