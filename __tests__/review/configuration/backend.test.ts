import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { homeOf } from "../../../src/cli/environment-home";
import type { Home } from "../../../src/review/configuration/home";
import type { Review } from "../../../src/review/model";
import { readPlanFiles } from "../../../src/review/plan/plan-file";
import { review } from "../../../src/review/review";
import { environment } from "../../support/environments";
import { synthesize } from "../../support/synth";
import { temporaryFolder } from "../../support/terraform";
import { HOME, OURS, planWith, said } from "./support";

function write(path: string, document: unknown): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(document));
  return path;
}

/** What Terraform leaves in a folder that it has initialized. */
function initialized(folder: string, type: string, config: object): void {
  write(join(folder, ".terraform", "terraform.tfstate"), { version: 3, backend: { type, config } });
}

const OWN = { bucket: "shop-state", key: "shop-ha.tfstate", region: "eu-north-1" };

function reviewIn(folder: string, stacks?: string, home: Home = HOME): Review {
  const plan = write(join(folder, "shop-ha.plan.json"), planWith({ aws: OURS }));
  return review({ plans: readPlanFiles([plan], stacks), waivers: [], home });
}

/** Said where nobody can see it. */
const NOT_COMPARED = expect.stringMatching(/^the backend of shop-ha is not compared/);

describe("a backend", () => {
  it("as the environment says it is nothing to speak of", () => {
    const folder = temporaryFolder();
    initialized(folder, "s3", { ...OWN, use_lockfile: true, endpoints: null });
    const found = reviewIn(folder);
    expect(said(found)).toEqual([]);
    expect(found.notes).not.toContainEqual(NOT_COMPARED);
  });

  it("that nobody can see is not claimed to be the environment's", () => {
    expect(reviewIn(temporaryFolder()).notes).toContainEqual(NOT_COMPARED);
  });

  it.each([
    ["another bucket", "s3", { ...OWN, bucket: "other" }, /^blocked backend s3: .* bucket=other$/],
    ["another stack's key", "s3", { ...OWN, key: "x.tfstate" }, /^blocked .* key=x\.tfstate$/],
    [
      "a file",
      "local",
      { path: "x.tfstate" },
      /^blocked backend local: the state is kept elsewhere/,
    ],
    ["other endpoints", "s3", { ...OWN, endpoints: { s3: "http://x" } }, /^yes .* endpoints$/],
    ["another role", "s3", { ...OWN, role_arn: "arn:x" }, /^yes backend s3: .* role_arn$/],
  ])("with %s is seen", (_, type, config, words) => {
    const folder = temporaryFolder();
    initialized(folder, type, config);
    expect(said(reviewIn(folder))).toEqual([expect.stringMatching(words)]);
  });

  it("is read of the synthesized stack where the folder is not initialized", () => {
    const folder = temporaryFolder();
    write(join(folder, "cdk.tf.json"), {
      terraform: { backend: { s3: { ...OWN, bucket: "other" } } },
    });
    expect(said(reviewIn(folder))).toEqual([expect.stringMatching(/^blocked backend s3/)]);
    // Without one, the state would be a file that nobody keeps.
    write(join(folder, "cdk.tf.json"), { terraform: {} });
    expect(said(reviewIn(folder))).toEqual([expect.stringMatching(/^blocked backend local/)]);
  });

  it("is looked for in the stack's own folder where the plan lies elsewhere", () => {
    const stacks = temporaryFolder();
    initialized(join(stacks, "shop-ha"), "s3", { ...OWN, bucket: "other" });
    expect(said(reviewIn(temporaryFolder(), stacks))).toHaveLength(1);
  });

  it("beside the plans of several stacks is of none of them for sure", () => {
    const folder = temporaryFolder();
    initialized(folder, "s3", OWN);
    const plans = ["shop-ha", "shop-foundation"].map((name) =>
      write(join(folder, `${name}.json`), planWith({ aws: OURS })),
    );
    expect(readPlanFiles(plans).map(({ backend }) => backend)).toEqual([undefined, undefined]);
  });

  it("of a plan by another name must be one of the environment's", () => {
    const folder = temporaryFolder();
    const plan = write(join(folder, "renamed.json"), planWith({ aws: OURS }));
    const reviewed = () => said(review({ plans: readPlanFiles([plan]), waivers: [], home: HOME }));
    initialized(folder, "s3", OWN);
    expect(reviewed()).toEqual([]);
    initialized(folder, "s3", { ...OWN, bucket: "other" });
    expect(reviewed()).toHaveLength(1);
  });
});

describe("an environment's own stacks", () => {
  it.each([
    { state: { kind: "s3", bucket: "taskmanager-demo-state" }, accountId: "111122223333" } as const,
    {},
  ])("have the backends that a review expects of them: %j", (changes) => {
    const home = homeOf(environment(changes));
    const stacks = Object.entries(synthesize(changes));
    expect(stacks.length).toBeGreaterThan(1);
    for (const [part, { json }] of stacks) {
      const folder = join(temporaryFolder(), `demo-${part}`);
      write(join(folder, "cdk.tf.json"), json);
      const plan = write(join(folder, "plan.json"), planWith({}));
      const found = review({ plans: readPlanFiles([plan]), waivers: [], home });
      expect(said(found)).toEqual([]);
    }
  });
});
