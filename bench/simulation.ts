import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deploymentOf } from "../src/simulation/deployment-of-topology";
import { DEFAULT_OPTIONS, scenarioOf } from "../src/simulation/predict";
import { predictZone } from "../src/simulation/zone-prediction";
import { readTopology } from "../src/topology/read";

/**
 * How long the simulation of the demo's zone loss takes, beside loading CDKTF alone, which tells how
 * fast the machine is; and whether ten times the runs take ten times as long.
 */
const ROUNDS = 5;
const ROOT = resolve(__dirname, "..");

const deployment = deploymentOf(demoTopology()).deployment;
if (!deployment) {
  throw new Error("the demo environment cannot be simulated: run npx ha simulate");
}
const zone = deployment.zones[0] as string;

const candidates: readonly (readonly [what: string, run: () => void])[] = [
  ["node -e 'require(\"cdktf\")'", () => node("-e", 'require("cdktf")')],
  ["100 runs of the demo", () => simulate(100)],
  ["1,000 runs of the demo", () => simulate(1_000)],
];

function simulate(runs: number): void {
  const options = { ...DEFAULT_OPTIONS, runs };
  predictZone(deployment as NonNullable<typeof deployment>, scenarioOf(options, zone), options);
}

function demoTopology() {
  const outdir = mkdtempSync(join(tmpdir(), "ha-bench-"));
  execFileSync(
    process.execPath,
    ["--import", "tsx", join(__dirname, "synth-environments.ts"), "1"],
    {
      cwd: ROOT,
      env: { ...process.env, BENCH_OUTDIR: outdir },
    },
  );
  const topology = readTopology(outdir);
  rmSync(outdir, { recursive: true });
  return topology;
}

function node(...args: readonly string[]): void {
  execFileSync(process.execPath, args, { cwd: ROOT });
}

function secondsOf(run: () => void): number {
  const began = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

/** Taken in turn, so that what slows the machine for a while slows all alike. */
const seconds = candidates.map(() => [] as number[]);
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, [, run]] of candidates.entries()) {
    seconds[index]?.push(secondsOf(run));
  }
}
const medians = seconds.map((each) => each.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0);
const [base = 1, hundred = 1, thousand = 1] = medians;
for (const [index, [what]] of candidates.entries()) {
  const median = medians[index] ?? 0;
  const ratio = (median / base).toFixed(1);
  console.log(`${what.padEnd(28)} ${median.toFixed(2).padStart(6)} s  ${ratio.padStart(5)} x`);
}
console.log(`ten times the runs take ${(thousand / hundred).toFixed(1)} times as long`);
