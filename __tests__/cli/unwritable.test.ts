import { existsSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout";

const HA = resolve(__dirname, "../../bin/ha.js");
const PLAN = resolve(__dirname, "../topology/fixtures/hand-written.plan.json");

/** A device that is always full, and a folder in which even root may write nothing. */
const FULL = "/dev/full";
const READ_ONLY = "/sys";

function inShell(script: string) {
  return execa("bash", ["-o", "pipefail", "-c", script], {
    env: { NODE: process.execPath, HA, PLAN },
    reject: false,
  });
}

describe("a command whose output nobody takes", () => {
  it.each(["check $PLAN --json", "simulate $PLAN --json --runs 2", "review $PLAN"])(
    "%s ends without a word, as other programs do",
    async (command) => {
      const { exitCode, stderr } = await inShell(`"$NODE" "$HA" ${command} | true`);
      expect(stderr).not.toMatch(/EPIPE|Error|^\s+at /m);
      expect(exitCode).toBe(141);
    },
  );

  it
    .skipIf(!existsSync(FULL))
    .each(["check $PLAN --json > /dev/full", "simulate $PLAN --runs 2 --html /dev/full"])(
    "%s says that the disk is full, and does not pass for a verdict",
    async (command) => {
      const { exitCode, stderr } = await inShell(`"$NODE" "$HA" ${command}`);
      expect(stderr).toMatch(
        /^(standard output|"\/dev\/full") cannot be written \(ENOSPC: no space left on device\): free some space, or give another place$/,
      );
      expect(exitCode).toBe(74);
    },
  );
});

describe("a file that cannot be written", () => {
  it.each([
    ["simulate", PLAN, "--html"],
    ["simulate", PLAN, "--chart"],
    ["review", PLAN, "--out"],
    ["sandbox", "start", "--events"],
    ["drill", "--env", "demo", "--markdown"],
  ])("is refused before the work: %s %s %s", async (...args) => {
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [HA, ...args, "/nowhere/report"],
      { reject: false },
    );
    expect(stderr).toBe(
      '"/nowhere/report" cannot be written (ENOENT: no such file or directory): give a file in a folder that exists',
    );
    expect([exitCode, stdout]).toEqual([74, ""]);
  });

  it.skipIf(!existsSync(READ_ONLY)).each(["main.ts", "src/cli/start.ts"])(
    "is named by %s in a checkout that is read-only",
    async (script) => {
      const checkout = new Checkout();
      symlinkSync(READ_ONLY, join(checkout.folder, "cdktf.out"));
      const { exitCode, stderr } = await checkout.node(script);
      expect(stderr).toMatch(
        /^"[^"]*cdktf\.out[^"]*" cannot be (written|opened) \(E(ACCES|PERM): [a-z ]+\): allow it, or work in a copy elsewhere$/,
      );
      expect(exitCode).toBe(74);
    },
  );
});
