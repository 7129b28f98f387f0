import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { Checkout } from "../support/checkout";
import { GithubServer } from "../support/github-server";
import { temporaryFolder } from "../support/terraform";
import { script } from "../support/workflows";

const runner = inject("tools").runner;

/** What a step gives to the steps after it, and shows. */
class StepRun {
  private readonly folder = temporaryFolder();
  readonly env = {
    GITHUB_OUTPUT: join(this.folder, "output"),
    GITHUB_STEP_SUMMARY: join(this.folder, "summary"),
  };

  get outputs(): Record<string, string> {
    const lines = this.read("output").trimEnd().split("\n");
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }

  get summary(): string {
    return this.read("summary");
  }

  private read(file: string): string {
    const path = join(this.folder, file);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }
}

describe("a review", () => {
  /** In the place of `npx ha review`: notes how it is called, and ends as it is told. */
  const STAND_IN = `#!/usr/bin/env bash
echo "$*" >>"$CALLS"
while [ "$1" != --out ]; do shift; done
[ "$CODE" = 1 ] || echo "the review" >"$2"
exit "$CODE"
`;

  async function review(code: number) {
    const folder = temporaryFolder();
    const step = new StepRun();
    const calls = join(folder, "calls");
    writeFileSync(join(folder, "npx"), STAND_IN, { mode: 0o755 });
    mkdirSync(join(folder, "plans"));
    for (const file of ["demo-foundation.plan.json", "demo-ha.plan.json", "record.json"]) {
      writeFileSync(join(folder, "plans", file), "{}");
    }
    const base = join(folder, "cdk.tf.json");
    writeFileSync(base, "{}");
    const env = {
      ...step.env,
      CALLS: calls,
      CODE: String(code),
      ENVIRONMENT: "demo",
      PATH: `${folder}:${process.env["PATH"]}`,
    };
    const script = ["review-plans.sh", join(folder, "plans"), "abc", base] as const;
    const { exitCode } = await run(script, env);
    const called = readFileSync(calls, "utf8").replaceAll(`${folder}/`, "").trimEnd().split("\n");
    return { exitCode, called, step };
  }

  it("is of all plans at once, beside what they would be without the change", async () => {
    const { called } = await review(0);
    const plans = "plans/demo-foundation.plan.json plans/demo-ha.plan.json";
    expect(called).toEqual([
      `ha review ${plans} --sha abc --env demo --base cdk.tf.json --format markdown --out plans/review.md`,
      `ha review ${plans} --sha abc --env demo --base cdk.tf.json --format sarif --out plans/review.sarif`,
    ]);
  });

  it.each([
    [0, 0, "::notice title=Plan review::safe"],
    [3, 0, "::warning title=Plan review::needs a person's yes: read the review"],
    [2, 1, "::error title=Plan review::blocked: read the review"],
    [1, 1, "::error title=Plan review::could not tell: there is no review"],
    [
      64,
      1,
      "::error title=Plan review::could not tell: ha review was called wrongly, read the log",
    ],
    [74, 1, "::error title=Plan review::could not tell: there is no review"],
  ])("with verdict %i ends the run with %i, after the comment", async (verdict, end, said) => {
    const { exitCode, step } = await review(verdict);
    expect(exitCode).toBe(0);
    expect(step.outputs).toEqual({ verdict: String(verdict) });
    expect(step.summary).toBe(verdict === 1 ? "" : "the review\n");
    const judged = await run(["judge.sh", step.outputs["verdict"] ?? ""]);
    expect([judged.exitCode, judged.stdout]).toEqual([end, said]);
  });

  it("that never came about ends the run as one that could not tell", async () => {
    expect((await run(["judge.sh", ""])).exitCode).toBe(1);
  });
});

describe.skipIf(!runner)("between the pull request and the deploy", () => {
  const checkout = new Checkout();
  const plans = join(temporaryFolder(), "plans");
  let server: GithubServer;
  let env: Record<string, string>;

  beforeEach(async () => {
    await execa("git", ["init", "--quiet"], { cwd: checkout.folder });
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    await execa("git", [...author, "commit", "--quiet", "--allow-empty", "-m", "Begin"], {
      cwd: checkout.folder,
    });
    server = new GithubServer();
    server.commit = await gitHash("HEAD");
    server.pullRequests = [
      { number: 7, merged_at: "2025-06-01T12:00:00Z", merge_commit_sha: server.commit },
    ];
    env = {
      GITHUB_API_URL: await server.listen(),
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/taskmanager",
      GITHUB_RUN_ID: "42",
      GITHUB_TOKEN: "ghs_token",
      ENVIRONMENT: "production",
      APPROVED_IN: "production",
      PULL_REQUEST: "7",
    };
  });
  afterEach(() => server.close());

  const gitHash = async (name: string) =>
    (await execa("git", ["rev-parse", name], { cwd: checkout.folder })).stdout;

  async function comment(kept: "success" | "failure"): Promise<void> {
    mkdirSync(plans, { recursive: true });
    const entry = { stack: "production-ha", sha256: "b".repeat(64), lineage: "", serial: 0 };
    const tree = await gitHash("HEAD^{tree}");
    writeFileSync(
      join(plans, "record.json"),
      JSON.stringify({ commit: server.commit, tree, plans: [{ ...entry, changes: false }] }),
    );
    writeFileSync(join(plans, "review.md"), "**safe**\n");
    const { stderr, exitCode } = await run(["comment.sh", plans], { ...env, KEPT: kept }, checkout);
    expect([stderr, exitCode]).toEqual(["", 0]);
  }

  it("the comment carries the record of the plans", async () => {
    await comment("success");
    expect(server.comments[0]?.body).toContain(
      "[Run](https://github.com/acme/taskmanager/actions/runs/42)",
    );

    const step = new StepRun();
    const found = join(temporaryFolder(), "plans");
    const { stdout, exitCode } = await run(
      ["find-reviewed.sh", found],
      { ...env, ...step.env },
      checkout,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe("::notice title=Nothing to deploy::the plans of production change nothing");
    const record = JSON.parse(readFileSync(join(plans, "record.json"), "utf8"));
    expect(JSON.parse(readFileSync(join(found, "record.json"), "utf8"))).toEqual(record);
    expect(JSON.parse(step.outputs["record"] ?? "")).toEqual(record);
    expect(step.outputs["changes"]).toBe("false");
  });

  it("plans that were not kept are not promised", async () => {
    await comment("failure");
    expect(server.comments[0]?.body).toContain("**could not tell**");
    const step = new StepRun();
    const { stderr, exitCode } = await run(
      ["find-reviewed.sh", join(temporaryFolder(), "plans")],
      { ...env, ...step.env },
      checkout,
    );
    expect([exitCode, stderr]).toEqual([
      1,
      "pull request #7 has no plan of production: run its plan workflow again, then this one",
    ]);
  });

  it("a project without ci settings has nothing to plan, and says so", async () => {
    const step = new StepRun();
    const { stdout } = await run(["list-targets.sh"], step.env, checkout);
    expect(step.outputs).toEqual({ targets: "[]" });
    expect(stdout).toMatch(/^::notice title=Nothing to plan or deploy::/);
  });
});

function run(
  [name, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
  checkout?: Checkout,
) {
  return execa("bash", [script(name), ...args], { cwd: checkout?.folder, env, reject: false });
}
