import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { identityOf, type ProcessIdentity } from "../../src/processes/process-identity";
import { machine } from "./support/machine";

const ONE_SANDBOX = { timeout: 60_000 };

describe("ha sandbox, in the background", () => {
  async function started() {
    const own = machine();
    const start = own.start("sandbox", "start", "--detach", "--port", String(await own.port));
    expect(await start.exited, start.stderr).toBe(0);
    const state = JSON.parse(readFileSync(own.stateFile, "utf8"));
    return { own, start, sandbox: state.process as ProcessIdentity };
  }

  it("is known to status with what every client needs, and to stop", ONE_SANDBOX, async () => {
    const { own, start } = await started();
    expect(start.stdout).toContain("export AWS_DEFAULT_REGION=eu-north-1\n");
    const status = own.start("sandbox", "status");
    expect(await status.exited).toBe(0);
    expect(status.stdout).toBe(start.stdout);
    const again = own.start("sandbox", "start", "--detach");
    expect(await again.exited).toBe(1);
    expect(again.stderr).toMatch(
      /^a sandbox runs already at .*: stop it with `npx ha sandbox stop`/,
    );
    const stop = own.start("sandbox", "stop");
    expect(await stop.exited).toBe(0);
    expect(await own.leftovers()).toEqual([]);
  });

  it("leaves nothing when it is killed, not even a state file", ONE_SANDBOX, async () => {
    const { own, sandbox } = await started();
    process.kill(sandbox.pid, "SIGKILL");
    await expect.poll(() => own.processes(), { timeout: 10_000 }).toEqual([]);
    const status = own.start("sandbox", "status");
    expect(await status.exited).toBe(1);
    // A shell evaluates what is on standard output.
    expect(status.stdout).toBe("");
    expect(status.stderr).toMatch(/^no sandbox runs in the background: start one with /);
    expect(await own.leftovers()).toEqual([]);
  });

  it("leaves to the next command what is killed with its guard", ONE_SANDBOX, async () => {
    const { own, sandbox } = await started();
    for (const { pid } of own.processes().filter(({ command }) => command.includes("guard.ts"))) {
      process.kill(pid, "SIGKILL");
    }
    process.kill(sandbox.pid, "SIGKILL");
    await expect.poll(() => own.processes().map(({ pid }) => pid)).not.toContain(sandbox.pid);
    expect(own.processes()).not.toEqual([]);
    await own.start("sandbox", "status").exited;
    expect(await own.leftovers()).toEqual([]);
  });
});

describe("the state file of a sandbox", () => {
  const strangers: number[] = [];
  afterEach(() => {
    for (const pid of strangers.splice(0)) {
      process.kill(pid, "SIGKILL");
    }
  });

  function withState(text: string) {
    const own = machine();
    mkdirSync(join(own.stateFile, ".."), { recursive: true });
    writeFileSync(own.stateFile, text);
    return own;
  }

  it.each(["status", "stop"])(
    "that names another process: %s leaves that alone",
    async (command) => {
      const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
      strangers.push(stranger.pid as number);
      const own = withState(
        JSON.stringify({
          process: { ...identityOf(stranger.pid as number), startedAt: "earlier" },
          url: "http://127.0.0.1:4566",
          region: "eu-north-1",
        }),
      );
      const { exited } = own.start("sandbox", command);
      expect(await exited).toBe(1);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
      expect(existsSync(own.stateFile)).toBe(false);
    },
  );

  it.each(["status", "stop"])("that was cut off: %s says so in a plain line", async (command) => {
    const own = withState('{"process":{"pid":12');
    const run = own.start("sandbox", command);
    expect(await run.exited).toBe(1);
    expect(run.stderr).toMatch(/^".*sandbox\.json" was not whole, and is removed: .*\n/);
    expect(run.stdout + run.stderr).toContain("no sandbox runs in the background");
    expect(existsSync(own.stateFile)).toBe(false);
  });
});
