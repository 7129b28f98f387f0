import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder } from "../processes/cache-folder";
import { owning } from "../processes/interruption";
import { endLeftBehind } from "../processes/left-behind";
import { own } from "../processes/owned";
import { OwnedProcess } from "../processes/owned-process";
import { identityOf, isRunning, type ProcessIdentity } from "../processes/process-identity";
import { SOUND_SPEED } from "../sandbox/clock";
import { type SandboxEndpoint, sandboxEnvironment } from "../sandbox/environment";
import type { Sandbox } from "../sandbox/sandbox";
import { REGION } from "../settings/schema";
import { refuseUnwritable } from "./output-file";
import {
  alreadyRuns,
  type Running,
  readRunning,
  removeRunning,
  writeRunning,
} from "./sandbox-state";
import { WrongUsage } from "./wrong-usage";

export interface StartOptions {
  readonly port: number;
  readonly speed: number;
  readonly region: string;
  readonly force?: boolean;
  readonly events?: string;
  readonly runCommands?: boolean;
  readonly detach?: boolean;
  /** Which `--detach` has started: it says where it is in a file. */
  readonly background?: boolean;
}

/** moto may have to be installed first. */
const DETACH_LIMIT_MS = 600_000;

/** Longer than what it starts may take to end. */
const STOP_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 50;

export async function startSandbox(options: StartOptions): Promise<void> {
  if (options.speed > SOUND_SPEED && !options.force) {
    throw new WrongUsage(
      `a speed of ${options.speed} is above ${SOUND_SPEED}, where health checks begin to fail for no reason: lower it, or add --force`,
    );
  }
  if (!REGION.test(options.region)) {
    throw new WrongUsage(`"${options.region}" is not a region: give one such as eu-north-1`);
  }
  if (options.events) {
    refuseUnwritable(options.events);
  }
  await owning((interrupted) =>
    options.detach ? startInBackground() : serve(options, interrupted),
  );
}

/** @returns never but by an interruption */
async function serve(options: StartOptions, interrupted: AbortSignal): Promise<void> {
  const sandbox = await listening(options);
  own({ end: () => endSandbox(sandbox), endNow: () => undefined });
  if (options.background) {
    announce(sandbox);
  } else {
    console.log(exportsFor(sandbox));
    console.error("the sandbox runs until Ctrl-C");
  }
  await new Promise((end) => interrupted.addEventListener("abort", end));
}

async function listening(options: StartOptions): Promise<Sandbox> {
  const eventFile = options.events && resolve(options.events);
  // Only who serves takes the time to load it.
  const { Sandbox } = await import("../sandbox/sandbox.js");
  try {
    return await Sandbox.start({ ...options, eventFile, say: console.error });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      throw new Error(`port ${options.port} is taken: give another with --port`, { cause: error });
    }
    throw error;
  }
}

async function endSandbox(sandbox: Sandbox): Promise<void> {
  await sandbox.stop();
  for (const [action, times] of sandbox.unimplemented) {
    console.error(`asked for and not implemented: ${action} (${times} times)`);
  }
}

/** For `status`, `stop` and whoever has started it. */
function announce({ url, region, accessKey }: SandboxEndpoint): void {
  const process_ = identityOf(process.pid) as ProcessIdentity;
  writeRunning({ process: process_, url, region, accessKey });
  const forget = () => removeRunning({ process: process_ });
  own({ end: async () => forget(), endNow: forget });
}

/** The same command without `--detach`, in a process group of its own, let go once it answers. */
async function startInBackground(): Promise<void> {
  const other = readRunning();
  if (other) {
    throw alreadyRuns(other);
  }
  const logFile = join(cacheFolder(), "sandbox.log");
  mkdirSync(cacheFolder(), { recursive: true });
  const log = openSync(logFile, "w");
  const args = process.argv.slice(1).filter((arg) => arg !== "--detach");
  const sandbox = OwnedProcess.start(process.execPath, [...args, "--background"], {
    stdout: log,
    stderr: log,
    graceMs: STOP_LIMIT_MS,
  });
  closeSync(log);
  const running = await untilAnnounced(sandbox, logFile);
  sandbox.letGo();
  console.log(exportsFor(running));
}

/** Says meanwhile what the other says. @throws Error with what it said last where it has ended */
async function untilAnnounced(sandbox: OwnedProcess, logFile: string): Promise<Running> {
  const deadline = Date.now() + DETACH_LIMIT_MS;
  let shown = 0;
  for (;;) {
    const running = readRunning();
    if (running && running.process.pid === sandbox.identity?.pid) {
      return running;
    }
    const hasEnded = sandbox.hasEnded;
    const said = readFileSync(logFile, "utf8");
    const news = said.slice(shown, hasEnded ? undefined : said.lastIndexOf("\n") + 1);
    if (hasEnded || Date.now() > deadline) {
      throw new Error(news.trim() || `the sandbox did not start: see ${logFile}`);
    }
    process.stderr.write(news);
    shown += news.length;
    await sleep(LOOK_EVERY_MS);
  }
}

export async function stopSandbox(): Promise<void> {
  const running = readRunning();
  await endLeftBehind();
  if (!running) {
    throw new Error("no sandbox runs in the background");
  }
  const { pid } = running.process;
  process.kill(pid, "SIGTERM");
  if (!(await endsWithin(running.process, STOP_LIMIT_MS))) {
    process.kill(pid, "SIGKILL");
    await endsWithin(running.process, STOP_LIMIT_MS);
    await endLeftBehind();
  }
  removeRunning(running);
  console.log(`stopped the sandbox at ${running.url}`);
}

async function endsWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isRunning(identity) && Date.now() < deadline) {
    await sleep(LOOK_EVERY_MS);
  }
  return !isRunning(identity);
}

export async function showStatus(): Promise<void> {
  const running = readRunning();
  await endLeftBehind();
  if (!running) {
    throw new Error(
      "no sandbox runs in the background: start one with `npx ha sandbox start --detach`",
    );
  }
  console.log(exportsFor(running));
}

function exportsFor(endpoint: SandboxEndpoint): string {
  return Object.entries(sandboxEnvironment(endpoint))
    .map(([name, value]) => `export ${name}=${value}`)
    .join("\n");
}
