import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/cli/check";
import { Checkout } from "../support/checkout";
import { synthesizeTo, temporaryFolder } from "../support/terraform";

/** The demo, synthesized with one part of the text rewritten. */
function synthesized(root = temporaryFolder(), from = "", to = ""): string {
  const file = join(synthesizeTo({}, root)("ha"), "cdk.tf.json");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return join(root, "cdktf.out");
}

const withoutShift = ['"enable_zonal_shift": true', '"enable_zonal_shift": false'] as const;

describe("ha check", () => {
  it("ends with 0 where every rule holds, and says what another source tells", async () => {
    const { exitCode, output } = await judge(synthesized(), { rule: [] });
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^demo-ha, by synthesized JSON\n/);
    expect(output).toContain(
      "HA-OPS-05  no subnet that exists is replaced or destroyed: told by a",
    );
    expect(output).toMatch(/\n\n\d+ held, 0 broken, 0 unknown, 3 not told here, 3 not applicable$/);
  });

  it("ends with 1 where one cannot be told", async () => {
    const folder = synthesized(undefined, withoutShift[0], '"enable_zonal_shift": "${var.shift}"');
    const { exitCode, output } = await judge(folder, { rule: [] });
    expect(exitCode).toBe(1);
    expect(output).toContain("UNKNOWN  HA-LB-03  zonal shift is on\n");
  });

  it("ends with 2 where one is broken, with why and what to do", async () => {
    const { exitCode, output } = await judge(synthesized(undefined, ...withoutShift), { rule: [] });
    expect(exitCode).toBe(2);
    expect(output.split("\n").slice(2, 9)).toEqual([
      "BROKEN  HA-LB-03  zonal shift is on",
      "  aws_lb.load-balancer_alb: off",
      "  With it, a person or AWS can take an impaired zone out of DNS and routing at",
      "  once, before health checks see anything.",
      "  → set enable_zonal_shift = true",
      "  https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html",
      "",
    ]);
  });

  it("judges by some rules alone, and speaks to programs", async () => {
    const folder = synthesized(undefined, ...withoutShift);
    expect(await judge(folder, { rule: ["HA-TG-01", "HA-TG-02"] })).toEqual({
      exitCode: 0,
      output: "demo-ha, by synthesized JSON\n\n2 held, 0 broken, 0 unknown",
    });
    const { exitCode, output } = await judge(folder, { rule: ["HA-LB-03"], json: true });
    expect(exitCode).toBe(2);
    const finding = { subject: "aws_lb.load-balancer_alb", verdict: "broken", value: "off" };
    expect(JSON.parse(output)).toMatchObject({
      formatVersion: "2.0",
      deployments: [
        {
          name: "demo-ha",
          source: "synthesized",
          verdict: "broken",
          rules: [{ id: "HA-LB-03", standing: "broken", findings: [finding] }],
          staleWaivers: [],
        },
      ],
    });
  });

  it("heeds an environment's waivers, from the command line", async () => {
    const checkout = new Checkout();
    const file = join(checkout.folder, "environments/demo.ts");
    const waiver = 'waivers: [{ rule: "HA-LB-03", reason: "on trial", until: "9999-12-31" }],';
    writeFileSync(file, readFileSync(file, "utf8").replace("zoneLossExperiment: {},", waiver));
    synthesized(checkout.folder, ...withoutShift);

    const check = (...args: readonly string[]) =>
      checkout.run("node", ["bin/ha.js", "check", ...args]);
    const [without, waived] = await Promise.all([check(), check("--env", "demo")]);
    expect([without.exitCode, without.stderr]).toEqual([2, ""]);
    expect([waived.exitCode, waived.stderr]).toEqual([0, ""]);
    expect(waived.stdout).toContain("WAIVED  HA-LB-03  zonal shift is on\n");
  });
});

describe("what there is no verdict on", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "truncated.json"), '{ "resource": { "aws_lb":');
  writeFileSync(join(folder, "bucket.json"), '{ "resource": { "aws_s3_bucket": { "a": {} } } }');

  it.each([
    ["a file that is not there", "missing.json", /missing\.json" is not there/],
    ["half a file", "truncated.json", /truncated\.json" is no JSON, or only the beginning of it/],
    ["something else", "bucket.json", /bucket\.json" has no aws_ecs_service/],
    ["an empty folder", "empty", /empty" has neither cdk\.tf\.json nor cdktf\.out nor stacks/],
  ])("is %s", async (_, name, message) => {
    await expect(judge(join(folder, name), { rule: [] })).rejects.toThrow(message);
  });

  it("is a rule that there is not", async () => {
    await expect(judge("anything", { rule: ["HA-LB-30"] })).rejects.toThrow(
      /^"HA-LB-30" is not a rule: there are HA-LB-01 to HA-LB-04$/,
    );
  });

  it("is told in one plain line, with exit code 1", async () => {
    const { exitCode, stdout, stderr } = await new Checkout().run("node", [
      "bin/ha.js",
      "check",
      folder,
    ]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^".*" has neither cdk\.tf\.json .*$/);
  });
});
