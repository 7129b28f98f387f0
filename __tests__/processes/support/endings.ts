import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, onTestFinished } from "vitest";
import { type Machine, machine } from "./machine";
import type { Halt } from "./stand-ins";

/** How it ends: by itself with the exit code of the signal, or by what nobody can heed. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: "SIGKILL" } as const;
export type Signal = keyof typeof CODES;
export const SIGNALS = Object.keys(CODES) as Signal[];

export interface Step {
  readonly command: string;
  readonly at: string;
  readonly halt?: Halt;
}

export const STEPS: readonly Step[] = [
  { command: "sandbox start", at: "while moto starts", halt: "moto" },
  { command: "sandbox start", at: "while it serves" },
  { command: "sandbox start --detach", at: "while moto starts", halt: "moto" },
  { command: "sandbox start --background", at: "while it serves" },
  { command: "demo", at: "while moto starts", halt: "moto" },
  { command: "demo", at: "during init", halt: "init" },
  { command: "demo", at: "during apply", halt: "apply" },
  { command: "demo", at: "while it waits for answers" },
  { command: "drill --env demo --yes", at: "while it looks at the account" },
];

/** Brings a command to a step, ends it there, and looks for what it has left. */
export async function expectNothingLeft(step: Step, signal: Signal): Promise<void> {
  const { own, running } = await brought(step);
  running.end(signal);
  // A drill that has touched nothing has nothing to end, and so lets itself be ended.
  const isUnheeded = step.command.startsWith("drill") || signal === "SIGKILL";
  expect(await running.exited, running.stderr).toBe(isUnheeded ? signal : CODES[signal]);
  if (isUnheeded) {
    // What notices by itself that its owner is gone, such as a guard, needs a moment.
    await expect.poll(() => own.processes(), { timeout: 10_000 }).toEqual([]);
    // The state file of a sandbox that was killed is found by the next command at the latest.
    await own.start("sandbox", "status").exited;
  }
  expect(await own.leftovers()).toEqual([]);
}

async function brought({ command, halt }: Step) {
  if (command.startsWith("drill")) {
    const endpoint = await silentEndpoint();
    const own = machine({ env: { AWS_ENDPOINT_URL: endpoint.url, ...CREDENTIALS } });
    const running = own.start(...command.split(" "));
    await endpoint.asked;
    return { own, running };
  }
  const own = machine({ halt });
  const port = command.startsWith("sandbox") ? ["--port", String(await own.port)] : [];
  const running = own.start(...command.split(" "), ...port);
  await (halt ? own.reached(halt) : running.says(SERVES[command] ?? /until Ctrl-C/));
  if (command.endsWith("--background")) {
    await expect.poll(() => stateOf(own), { timeout: 20_000 }).toContain("127.0.0.1");
  }
  return { own, running };
}

const SERVES: Readonly<Record<string, RegExp>> = {
  "sandbox start --background": /starting the store/,
  demo: /… wait until both zones answer/,
};

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "a" };

/** It takes every request, and never answers. */
async function silentEndpoint() {
  const server = createServer();
  const asked = new Promise((done) => server.once("connection", done));
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, asked };
}

function stateOf(own: Machine): string {
  try {
    return readFileSync(own.stateFile, "utf8");
  } catch {
    return "";
  }
}
