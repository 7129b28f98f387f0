import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * `npm run bench`: how long a synth takes beside loading CDKTF alone. The machine's speed cancels
 * out of the ratios, which alone can be compared between runs.
 */
const ROUNDS = 5;
const ROOT = resolve(__dirname, "..");

const candidates: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["node -e 'require(\"cdktf\")'", ["-e", 'require("cdktf")']],
  ["synth of 1 environment", ["--import", "tsx", join(__dirname, "synth-environments.ts"), "1"]],
  [
    "synth of 100 environments",
    ["--import", "tsx", join(__dirname, "synth-environments.ts"), "100"],
  ],
];

function secondsOf(args: readonly string[]): number {
  const outdir = mkdtempSync(join(tmpdir(), "ha-bench-"));
  const began = process.hrtime.bigint();
  execFileSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, BENCH_OUTDIR: outdir },
  });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  rmSync(outdir, { recursive: true });
  return seconds;
}

/** Taken in turn, so that what slows the machine for a while slows all alike. */
const seconds = candidates.map(() => [] as number[]);
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, [, args]] of candidates.entries()) {
    seconds[index]?.push(secondsOf(args));
  }
}
const medians = seconds.map((each) => each.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0);
for (const [index, [what]] of candidates.entries()) {
  const median = medians[index] ?? 0;
  const ratio = (median / (medians[0] ?? 1)).toFixed(1);
  console.log(`${what.padEnd(28)} ${median.toFixed(2).padStart(6)} s  ${ratio.padStart(5)} x`);
}
