import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { version } from "../../package.json";
import { Checkout } from "../support/checkout";
import { synthesizeTo, temporaryFolder } from "../support/terraform";
import { planFixturePath } from "../support/topology-fixtures";

const PLAN = planFixturePath("demo-ha");

describe("ha", () => {
  const checkout = new Checkout();
  const ha = join(checkout.folder, "bin/ha.js");
  const inner = join(checkout.folder, "src/cli");
  const run = (cwd: string, ...args: readonly string[]) =>
    execa("node", [ha, ...args], {
      cwd,
      reject: false,
      env: { NO_COLOR: "1", AWS_ENDPOINT_URL: undefined },
    });

  beforeAll(() => {
    synthesizeTo({}, checkout.folder);
    writeFileSync(join(inner, "given.json"), "{}");
  });

  it("shows its version", async () => {
    expect((await run(inner, "--version")).stdout).toBe(version);
  });

  it("finds what belongs to the project from any folder of it", async () => {
    const [checked, simulated] = await Promise.all([
      run(inner, "check", "--env", "demo"),
      run(inner, "simulate", "--runs", "2"),
    ]);
    expect([checked.exitCode, checked.stderr]).toEqual([0, ""]);
    expect(checked.stdout).toMatch(/^demo-ha, by synthesized JSON/);
    expect([simulated.exitCode, simulated.stderr]).toEqual([0, ""]);
  });

  it("takes a path that was typed from the working directory", async () => {
    const { exitCode, stderr } = await run(inner, "check", "given.json");
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^"given\.json" is neither /)]);
  });

  it("finds the journal of a drill that was killed from any folder", async () => {
    const journals = join(checkout.folder, ".ha-drill");
    mkdirSync(journals);
    const header = {
      version: 1,
      drill: "20260102T030405Z-ab12",
      environment: "demo",
      account: "123456789012",
    };
    const place = {
      region: "eu-north-1",
      fault: "stop",
      zone: "eu-north-1a",
      startedAt: "2026-01-02T03:04:05Z",
    };
    const change = { kind: "stop-instances", instanceIds: ["i-0123456789abcdef0"] };
    writeFileSync(
      join(journals, "killed.jsonl"),
      [
        { entry: "drill", ...header, ...place },
        { entry: "change", number: 1, change },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
    const { exitCode, stderr } = await run(inner, "preflight", "--env", "demo");
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /cut off: .*`npx ha drill --restore \.\.\/\.\.\/\.ha-drill\/killed\.jsonl`/,
      ),
    ]);
  });

  it("reads a plan outside of any project, and says how the rest comes about", async () => {
    const outside = temporaryFolder();
    const [plan, nothing] = await Promise.all([
      run(outside, "check", PLAN, "--rule", "HA-TG-01"),
      run(outside, "check"),
    ]);
    expect([plan.exitCode, plan.stderr]).toEqual([0, ""]);
    expect([nothing.exitCode, nothing.stdout, nothing.stderr]).toEqual([
      1,
      "",
      '"cdktf.out" is not there: create it with `npm start` or `npx cdktf synth`, or give a plan',
    ]);
  });

  it.each<[number, readonly string[]]>([
    [64, ["check", "--jsn", "--json"]],
    [64, ["review", "--format", "json"]],
    [1, ["check", "nothing.json", "--json"]],
    [74, ["simulate", PLAN, "--json", "--html", "/nowhere/report"]],
  ])("ends with %i, and with its error as text and as JSON: %j", async (code, args) => {
    const { exitCode, stdout, stderr } = await run(inner, ...args);
    expect(exitCode).toBe(code);
    expect(stderr).not.toBe("");
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: "2.0",
      error: { message: stderr, exitCode: code },
    });
  });
});
