import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTopology } from "../../src/topology/read";
import { temporaryFolder } from "../support/terraform";
import { planFixture, planFixturePath } from "../support/topology-fixtures";

const WANTED = "give a cdk.tf.json, or what terraform show -json prints of a saved plan";

/** What is said of a file with this content. */
function refusalOf(content: unknown, name = "given.json"): string {
  const file = join(temporaryFolder(), name);
  const isText = typeof content === "string" || Buffer.isBuffer(content);
  writeFileSync(file, isText ? content : JSON.stringify(content));
  return said(file);
}

function said(path: string): string {
  try {
    readTopology(path);
  } catch (error) {
    return (error as Error).message.replaceAll(path, "FILE");
  }
  throw new Error("it was not refused");
}

const plan = planFixture("demo-ha");

const UTF_16 =
  '"FILE" is UTF-16, as Windows PowerShell writes it: save it as UTF-8, such as with | Out-File -Encoding utf8';

/** The text of the plan, with so many lists in one another as the value of a variable. */
function deepened(levels: number): string {
  const deep = "[".repeat(levels) + "]".repeat(levels);
  return JSON.stringify({ ...plan, variables: { any: { value: "DEEP" } } }).replace('"DEEP"', deep);
}

describe("what is no description of a deployment is refused in one line", () => {
  it.each([
    ["an empty file", "", `"FILE" is empty: ${WANTED}`],
    [
      "a truncated plan",
      JSON.stringify(plan).slice(0, 5000),
      `"FILE" is no JSON, or only the beginning of it: ${WANTED}`,
    ],
    [
      "a saved plan",
      "PK\u0003\u0004",
      '"FILE" is a saved plan: give what terraform show -json prints of it',
    ],
    [
      "a log",
      '{"@level":"info"}\n{"@level":"info"}',
      `"FILE" is the log of a Terraform run: ${WANTED}`,
    ],
    [
      "a package.json",
      { name: "app", dependencies: {} },
      `"FILE" is neither synthesized Terraform JSON nor a plan: ${WANTED}`,
    ],
    ["a list", [], `"FILE" is neither synthesized Terraform JSON nor a plan: ${WANTED}`],
    [
      "a state",
      { version: 4, serial: 1, lineage: "x", resources: [] },
      `"FILE" is a Terraform state, which does not tell what will be: ${WANTED}`,
    ],
    [
      "a state as JSON",
      { format_version: "1.0", values: {} },
      `"FILE" is a Terraform state, which does not tell what will be: ${WANTED}`,
    ],
    [
      "a provider schema",
      { format_version: "1.0", provider_schemas: {} },
      `"FILE" is neither synthesized Terraform JSON nor a plan: ${WANTED}`,
    ],
    [
      "a plan of a format to come",
      { ...plan, format_version: "2.0" },
      '"FILE" has format "2.0", and only 1.x is read: give a plan of another Terraform',
    ],
    [
      "a plan that failed",
      { ...plan, errored: true },
      '"FILE" is of a plan that failed: mend what it reports, and plan again',
    ],
    [
      "a part of a plan",
      { ...plan, complete: false },
      '"FILE" is of a part of the plan: plan again without -target',
    ],
    [
      "a plan cut to its values",
      { ...plan, resource_changes: undefined },
      `"FILE" has no resource_changes: ${WANTED}`,
    ],
    [
      "a plan without a service",
      { ...plan, resource_changes: [] },
      '"FILE" has no aws_ecs_service: give the stack or the plan that has one',
    ],
    [
      "a stack without a service",
      { terraform: {}, resource: {} },
      '"FILE" has no aws_ecs_service: give the stack or the plan that has one',
    ],
    [
      "what is not UTF-8",
      Buffer.from(JSON.stringify(plan).replace('"taskmanager', '"\u00fctaskmanager'), "latin1"),
      `"FILE" is not UTF-8 text: ${WANTED}`,
    ],
    ["UTF-16 with a mark", Buffer.from(`\ufeff${JSON.stringify(plan)}`, "utf16le"), UTF_16],
    ["UTF-16 without one", Buffer.from(JSON.stringify(plan), "utf16le"), UTF_16],
    [
      "a plan that is nested too deeply, where nobody would look",
      deepened(10_000),
      `"FILE" is nested more than 500 levels deep: ${WANTED}`,
    ],
    [
      "more levels than a parser can recurse into",
      "[".repeat(1_000_000) + "]".repeat(1_000_000),
      `"FILE" is nested more than 500 levels deep: ${WANTED}`,
    ],
    [
      "a number that no program can read",
      JSON.stringify(plan).replace('"min_size":2', '"min_size":2e999'),
      `"FILE" has a number that is too large to be read: ${WANTED}`,
    ],
  ])("%s", (_, content, message) => {
    expect(refusalOf(content)).toBe(message);
  });

  it("a path where there is nothing", () => {
    expect(said("/nowhere/cdk.tf.json")).toBe(`"FILE" is not there: ${WANTED}`);
  });
});

describe("a folder", () => {
  const stack = { resource: { aws_ecs_service: { web: { name: "web" } } } };
  const folderWith = (files: Readonly<Record<string, unknown>>): string => {
    const folder = temporaryFolder();
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    return folder;
  };
  const manifest = {
    stacks: { web: { workingDirectory: "stacks/web", dependencies: [] } },
  };

  it.each([
    ["a stack", { "cdk.tf.json": stack }],
    ["stacks", { "stacks/web/cdk.tf.json": stack, "stacks/other/cdk.tf.json": { resource: {} } }],
    ["folders of stacks", { "web/cdk.tf.json": stack, "notes/todo.json": {} }],
    ["a project", { "package.json": {}, "cdktf.out/stacks/web/cdk.tf.json": stack }],
    [
      "the last synth, not what an earlier one left",
      {
        "manifest.json": manifest,
        "stacks/web/cdk.tf.json": stack,
        "stacks/old/cdk.tf.json": stack,
      },
    ],
  ])("is read where it has %s", (_, files) => {
    expect(readTopology(folderWith(files)).services.map(({ name }) => name)).toEqual(["web"]);
  });

  it.each([
    [
      "none of them",
      { "package.json": {} },
      '"FILE" has neither cdk.tf.json nor cdktf.out nor stacks: run npx cdktf synth, or give a plan',
    ],
    [
      "no stack with a service",
      { "stacks/a/cdk.tf.json": { resource: {} } },
      '"FILE" has no aws_ecs_service: give the stack or the plan that has one',
    ],
    [
      "something else for a stack",
      { "stacks/a/cdk.tf.json": { name: "app" } },
      `"FILE/stacks/a/cdk.tf.json" is neither synthesized Terraform JSON nor a plan: ${WANTED}`,
    ],
    [
      "no list of stacks in its manifest",
      { "manifest.json": [] },
      '"FILE" has no aws_ecs_service: give the stack or the plan that has one',
    ],
  ])("is refused where it has %s", (_, files, message) => {
    expect(said(folderWith(files))).toBe(message);
  });
});

it("reads a plan from its file", () => {
  expect(readTopology(planFixturePath("demo-ha")).source).toBe("plan");
});
