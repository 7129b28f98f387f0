import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { readPlanFiles } from "../../src/review/plan/plan-file";
import { review } from "../../src/review/review";
import { temporaryFolder } from "../support/terraform";
import { fixturePath } from "./support/fixtures";

const HA = resolve(__dirname, "../../bin/ha.js");

function ha(...args: readonly string[]) {
  return execa("node", [HA, "review", ...args], { reject: false });
}

describe("the file of a plan", () => {
  it("has the name of its stack, and the providers of the lock file beside it", () => {
    const folder = join(temporaryFolder(), "demo-ha");
    mkdirSync(folder);
    for (const name of ["plan.json", "demo-foundation.plan.json"]) {
      copyFileSync(fixturePath("service"), join(folder, name));
    }
    writeFileSync(
      join(folder, ".terraform.lock.hcl"),
      'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n}\n',
    );
    const paths = ["plan.json", "demo-foundation.plan.json"].map((name) => join(folder, name));
    const { stacks } = review({ plans: readPlanFiles(paths), waivers: [] });
    expect(stacks.map(({ name, providers }) => [name, providers])).toEqual(
      ["demo-ha", "demo-foundation"].map((name) => [
        name,
        [{ name: "hashicorp/aws", version: "5.100.0" }],
      ]),
    );
  });
});

describe("ha review", () => {
  it.each([
    ["no-change", 0, /^## ✅ Safe/m, "safe"],
    ["create", 3, /^## ✋ Needs a person's yes/m, "needs-a-person: terraform_data.box: "],
    ["destroy", 3, /^## ✋ Needs a person's yes/m, "needs-a-person: terraform_data.gone: "],
    ["demo-weakened", 2, /^## 🛑 Blocked/m, "blocked: "],
    ["errored", 1, /^## ❓ Could not tell/m, "could not tell: errored: Terraform failed"],
  ])("leaves its verdict in the exit code: %s", async (name, exitCode, heading, line) => {
    const done = await ha(fixturePath(name));
    expect([done.exitCode, done.stdout]).toEqual([exitCode, expect.stringMatching(heading)]);
    expect(done.stderr).toMatch(new RegExp(`^${line}[^\\n]*$`));
  });

  it("makes one comment of several plans, in a file, with the commit", async () => {
    const out = join(temporaryFolder(), "comment.md");
    const plans = ["create", "destroy"].map(fixturePath);
    const { exitCode, stdout } = await ha(
      ...plans,
      "--sha",
      "0123abc",
      "--env",
      "demo",
      "--out",
      out,
    );
    const comment = readFileSync(out, "utf8");
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(comment).toMatch(/^<!-- ha-review demo -->\n/);
    expect(comment).toContain("Commit `0123abc`");
    expect(comment.match(/^\| `(create|destroy)` \|/gm)).toHaveLength(2);
  });

  it.each([
    [1, ["none.json"], /none\.json/],
    [1, [fixturePath("create"), "--base", "nowhere"], /nowhere/],
    [
      64,
      [fixturePath("create"), "--env", "nowhere"],
      /^no environment "nowhere" in environments\//,
    ],
  ])("ends with %i and says in one line what it cannot read: %j", async (code, args, message) => {
    const { exitCode, stdout, stderr } = await ha(...args, "--format", "json");
    expect(exitCode).toBe(code);
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: "2.0",
      verdict: "could-not-tell",
      error: { message: stderr.replace("could not tell: ", ""), exitCode: code },
    });
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(1);
  });
});
