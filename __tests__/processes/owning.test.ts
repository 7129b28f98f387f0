import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type MachineOptions, machine } from "./support/machine";

const OWNER = resolve(__dirname, "support/owner.ts");
const LOADER = require.resolve("tsx/cjs");

function owner(then: string, options?: MachineOptions) {
  const own = machine(options);
  return { own, command: own.node("--require", LOADER, OWNER, then) };
}

/** What was killed the moment before may still be seen. */
function nothingIsLeft(own: ReturnType<typeof machine>, timeout = 1_000) {
  return expect.poll(() => own.leftovers(), { timeout }).toEqual([]);
}

describe("what owns a program, that program's child and a folder leaves nothing", () => {
  it.each([
    ["return", 0],
    ["fail", 1],
    ["crash", 1],
    ["exit", 5],
  ])("when it comes to %s", async (then, code) => {
    const { own, command } = owner(then);
    expect(await command.exited, command.stderr).toBe(code);
    await nothingIsLeft(own);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("on %s", async (signal, code) => {
    const { own, command } = owner("wait");
    await command.says(/ready/);
    command.end(signal);
    expect(await command.exited).toBe(code);
    expect(await own.leftovers()).toEqual([]);
  });

  it("on a second Ctrl-C, when a program heeds no first one", async () => {
    const { own, command } = owner("stubborn");
    await command.says(/ready/);
    command.end("SIGINT");
    await command.says(/once more to end it at once/);
    // A launcher's echo of the first one is no second one.
    command.end("SIGINT");
    await new Promise((later) => setTimeout(later, 1_100));
    expect(own.processes()).not.toEqual([]);
    command.end("SIGINT");
    expect(await command.exited).toBe(130);
    await nothingIsLeft(own);
  });

  it.each(["wait", "stubborn"])("soon after kill -9 (%s)", async (then) => {
    const { own, command } = owner(then);
    await command.says(/ready/);
    command.end("SIGKILL");
    await nothingIsLeft(own, 15_000);
  });

  it("soon after kill -9, in a home that is read-only", async () => {
    const { own, command } = owner("wait", { env: { XDG_CACHE_HOME: "/sys" } });
    await command.says(/ready/);
    expect(readdirSync(own.at("tmp")).filter((name) => name.startsWith("ha-owned-"))).toHaveLength(
      1,
    );
    command.end("SIGKILL");
    await nothingIsLeft(own, 15_000);
  });

  it("once the next command starts, when its guard was killed with it", async () => {
    const { own, command } = owner("stubborn");
    await command.says(/ready/);
    for (const { pid } of own.processes().filter(({ command: it }) => it.includes("guard.ts"))) {
      process.kill(pid, "SIGKILL");
    }
    command.end("SIGKILL");
    await command.exited;
    expect(await own.leftovers()).not.toEqual([]);
    expect(await own.node("--require", LOADER, OWNER, "return").exited).toBe(0);
    expect(await own.leftovers()).toEqual([]);
  });
});

it("is on the record, with the start time of each process, while it runs", async () => {
  const { own, command } = owner("wait");
  await command.says(/ready/);
  const folder = join(own.at("cache"), "ecs-zone-loss", "owned");
  const [file = ""] = readdirSync(folder);
  expect(JSON.parse(readFileSync(join(folder, file), "utf8"))).toMatchObject({
    owner: { pid: command.pid, startedAt: expect.stringMatching(/:\d+$/) },
    groups: [{ pid: expect.any(Number), startedAt: expect.stringMatching(/:\d+$/) }],
    folders: [expect.stringContaining("ha-owner-")],
  });
});
