import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { type SimulateOptions, simulate } from "../../src/cli/simulate";
import { WrongUsage } from "../../src/cli/wrong-usage";
import { synthesizeTo, temporaryFolder } from "../support/terraform";

let root: string;

beforeAll(() => {
  root = temporaryFolder();
  synthesizeTo({}, root);
});

function simulated(options: SimulateOptions = {}, path = join(root, "cdktf.out")) {
  return simulate(path, { runs: 20, ...options });
}

describe("ha simulate", () => {
  it("tells each zone's figures within 80 columns, and ends with 0 where all survive", () => {
    const { exitCode, output, files } = simulated();
    expect({ exitCode, files }).toEqual({ exitCode: 0, files: [] });
    expect(output).toContain("demo-ha, eu-north-1a: every instance stops\n");
    expect(output).toContain("demo-ha, eu-north-1b: every instance stops\n");
    expect(output).toMatch(/clients see errors for +[\d.]+ s +[\d.]+ s +[\d.]+ s +1 s – 10 s/);
    expect(output).toContain("not a measurement on AWS");
    expect(Math.max(...output.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("comes to the same bytes with the same seed, for people and for programs", () => {
    for (const json of [false, true]) {
      const output = (seed: number) => simulated({ json, seed, fault: "blackhole" }).output;
      expect(output(3)).toBe(output(3));
      expect(output(3)).not.toBe(output(4));
    }
  });

  it("speaks to programs", () => {
    const options = { fault: "blackhole", zone: "eu-north-1b", json: true, compare: true } as const;
    const { output } = simulated(options);
    const figures = { zonesAgainMs: { p50: null } };
    const bounds = {
      errorWindowMs: { least: 7_000, most: 12_000 },
      failedRequests: { most: 600 },
    };
    const lost = { zone: "eu-north-1b", tasks: { running: 0 }, instances: { running: 0 } };
    const timeline = {
      failing: { 0: { fromMs: 0, fromShare: 0.5 } },
      states: { 1: { atMs: 0, zones: [{ zone: "eu-north-1a" }, lost] } },
    };
    expect(JSON.parse(output)).toMatchObject({
      formatVersion: "2.0",
      deployments: [
        {
          name: "demo-ha",
          survives: true,
          options: { fault: "blackhole", runs: 20, seed: 1, rate: 100 },
          zones: [{ zone: "eu-north-1b", figures, bounds, comparisons: { length: 5 }, timeline }],
        },
      ],
      assumedLatencies: { taskStart: { minMs: 1_000 } },
    });
  });

  it("ends with 2 where the service does not survive, and says why", () => {
    const { exitCode, output } = simulated({ fault: "blackhole", launches: false });
    expect(exitCode).toBe(2);
    expect(output).toMatch(/does not survive: in \d+ of 20 runs the desired tasks do not serve/);
  });

  it("takes a zone that does not exist for a typing error, and says which there are", () => {
    expect(() => simulated({ zone: "eu-north-1z" })).toThrow(
      new WrongUsage('no zone "eu-north-1z": there is eu-north-1a, eu-north-1b'),
    );
  });

  it("ends with 1 where too much is unknown, and lists it", () => {
    const alone = join(root, "cdktf.out/stacks/demo-ha");
    const { exitCode, output } = simulated({}, alone);
    expect(exitCode).toBe(1);
    expect(output).toContain(`${alone} cannot be simulated\n`);
    expect(output.replaceAll(/\n {4}/g, " ")).toMatch(
      / {2}aws_ecs_service\S+ not known: its task definition \(/,
    );
  });

  it("takes what is no input for none, in one plain line", () => {
    const broken = join(root, "broken.json");
    writeFileSync(broken, '{"resource":');
    expect(() => simulated({}, broken)).toThrow(/^"[^\n]+$/);
  });

  it("compares, and writes a report of one file without a script or a request", () => {
    const { output, files } = simulated({
      fault: "blackhole",
      compare: true,
      html: "report.html",
      chart: "chart.svg",
    });
    expect(output).toMatch(/Terraform resources +\d+ s +\d\.\d × +[\d,]+ +\d\.\d ×/);
    expect(files.map(({ name }) => name)).toEqual(["report.html", "chart.svg"]);
    const [page = "", chart] = files.map(({ text }) => text);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)/);
    expect(page.match(/<svg /g)).toHaveLength(8);
    expect(page).toContain("not a measurement on AWS");
    expect(page).toContain("assumed: AWS publishes the TTL of 60 s");
    expect(chart).toContain(">failed requests a second</text>");
  });

  it("refuses what it does not understand, and leaves its verdict in the exit code", async () => {
    const ha = resolve(__dirname, "../../bin/ha.js");
    const { exitCode, stdout, stderr } = await execa("node", [ha, "simulate", "--runs", "0"], {
      reject: false,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: "" });
    expect(stderr).toContain("give a whole number from 1");
  });
});
