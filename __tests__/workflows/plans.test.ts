import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { type PlanRecord, parseRecord } from "../../src/ci/plan-record";
import { Moto } from "../support/moto";
import { PipelineCheckout } from "../support/pipeline-checkout";
import { temporaryFolder } from "../support/terraform";

const { providerMirror, moto: hasMoto, runner } = inject("tools");
const BUCKET = "taskmanager-demo-plans";

/** The scripts of the workflows with the real Terraform, AWS CLI and git; S3 is emulated. */
describe.skipIf(!providerMirror || !hasMoto || !runner)("a plan on its way to its apply", () => {
  let moto: Moto;
  let states: string;
  let planning: PipelineCheckout;
  let deploying: PipelineCheckout;

  beforeAll(async () => {
    moto = await Moto.start();
    await execa("aws", ["s3", "mb", `s3://${BUCKET}`], { env: moto.env });
  });
  afterAll(() => moto?.stop());

  beforeEach(async () => {
    states = temporaryFolder();
    planning = await checkoutOf({ network: "10.0.0.0/16" }, { service: "1.4.2" });
    deploying = await checkoutOf({ network: "10.0.0.0/16" }, { service: "1.4.2" });
  });

  async function checkoutOf(
    foundation: Record<string, string>,
    ha: Record<string, string>,
  ): Promise<PipelineCheckout> {
    const checkout = new PipelineCheckout(states, moto.env);
    await checkout.commit();
    return checkout.synthesize("demo-foundation", foundation).synthesize("demo-ha", ha);
  }

  const plan = (checkout = planning) =>
    checkout.run("plan-stacks.sh", checkout.plans, "demo-foundation", "demo-ha");
  const recordOf = (checkout: PipelineCheckout): PlanRecord =>
    parseRecord(readFileSync(join(checkout.plans, "record.json"), "utf8"));

  /** As the deploy gets it: the record through GitHub, the plans through S3. */
  async function hand(): Promise<void> {
    expect((await plan()).exitCode).toBe(0);
    expect((await planning.run("keep-plans.sh", planning.plans, BUCKET)).exitCode).toBe(0);
    await execa("mkdir", ["-p", deploying.plans]);
    await execa("cp", [join(planning.plans, "record.json"), deploying.plans]);
  }

  const fetchPlans = () => deploying.run("fetch-plans.sh", deploying.plans, BUCKET);
  const apply = (checkout = deploying) => checkout.run("apply-plans.sh", checkout.plans);
  const stateOf = (stack: string) =>
    JSON.parse(readFileSync(join(states, `${stack}.tfstate`), "utf8"));

  it("is recorded with its hash, what it was made of, and where the state was", async () => {
    const { stdout, exitCode } = await plan();
    expect([exitCode, stdout]).toEqual([0, "planning demo-foundation\nplanning demo-ha"]);
    const { stdout: hashes } = await execa("git", ["rev-parse", "HEAD", "HEAD^{tree}"], {
      cwd: planning.folder,
    });
    const { stdout: sums } = await execa(
      "sha256sum",
      ["demo-foundation.tfplan", "demo-ha.tfplan"],
      {
        cwd: planning.plans,
      },
    );
    const { commit, tree, plans } = recordOf(planning);
    expect([commit, tree]).toEqual(hashes.split("\n"));
    expect(plans.map(({ sha256, stack }) => `${sha256}  ${stack}.tfplan`)).toEqual(
      sums.split("\n"),
    );
    expect(plans).toMatchObject([
      { serial: 0, lineage: "", changes: true },
      { serial: 0, lineage: "", changes: true },
    ]);
  });

  it("is applied as it was reviewed, and a stack without changes is left alone", async () => {
    await plan(deploying);
    expect((await apply()).exitCode).toBe(0);
    planning.synthesize("demo-ha", { service: "1.5.0" });
    deploying.synthesize("demo-ha", { service: "1.5.0" });
    await hand();
    expect(recordOf(planning).plans.map(({ changes }) => changes)).toEqual([false, true]);

    expect((await fetchPlans()).stderr).toBe("");
    const { stdout } = await apply();
    expect(stdout).toContain("applying demo-ha");
    expect(stdout).not.toContain("applying demo-foundation");
    expect(stateOf("demo-ha").resources[0].instances[0].attributes.input.value).toBe("1.5.0");
  });

  it("is refused when it is not the file that was reviewed", async () => {
    await hand();
    const [, { sha256 = "" } = {}] = recordOf(planning).plans;
    const forged = join(planning.plans, "demo-foundation.tfplan");
    await execa("aws", ["s3", "cp", forged, `s3://${BUCKET}/${sha256}.tfplan`], { env: moto.env });
    const { exitCode, stderr } = await fetchPlans();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^the plan of demo-ha is not the one that was reviewed: its SHA-256 is \\w+, not ${sha256}; run the plan workflow of the pull request again`,
      ),
    );
  });

  it("is refused when the state has moved since", async () => {
    await hand();
    const other = await checkoutOf({ network: "10.0.0.0/16" }, { service: "1.4.3" });
    await plan(other);
    await apply(other);
    const { exitCode, stderr } = await fetchPlans();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^the state of demo-foundation has moved since its plan was reviewed: from serial 0 of "" to \{"lineage":"[\w-]+","serial":1\}; run the plan workflow/,
    );
  });

  it("is refused by Terraform itself when the state moves at the last moment", async () => {
    await hand();
    expect((await fetchPlans()).exitCode).toBe(0);
    expect((await apply()).exitCode).toBe(0);
    const { exitCode, stderr } = await apply();
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Saved plan is stale");
  });

  it("shows none of its values in the log, but the error where there is one", async () => {
    planning.synthesize("demo-ha", { service: "correct horse battery staple" });
    const { stdout, stderr } = await plan();
    expect(stdout + stderr).not.toContain("battery");

    planning.synthesize("demo-ha", { service: "${no_such.reference}" });
    const failed = await plan();
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain("Reference to undeclared resource");
  });
});
