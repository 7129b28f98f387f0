import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { SOUND_SPEED } from "../sandbox/clock";
import { type SandboxEndpoint, sandboxEnvironment } from "../sandbox/environment";
import type { AccessKey } from "../sandbox/gateway/access-keys";
import { Sandbox } from "../sandbox/sandbox";

export interface StartOptions {
  readonly port: number;
  readonly speed: number;
  readonly region: string;
  readonly force?: boolean;
  readonly events?: string;
  readonly runCommands?: boolean;
  readonly detach?: boolean;
}

/** What a sandbox in the background leaves for `stop` and `status`. */
interface Running extends SandboxEndpoint {
  readonly pid: number;
}

const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ecs-zone-loss");
const RUNNING_FILE = join(CACHE, "sandbox.json");
const LOG_FILE = join(CACHE, "sandbox.log");

/** Both hold the access key. */
const OWNER_ALONE = 0o600;

const DETACH_LIMIT_MS = 120_000;

export async function startSandbox(options: StartOptions): Promise<void> {
  if (options.speed > SOUND_SPEED && !options.force) {
    throw new Error(
      `a speed of ${options.speed} is above ${SOUND_SPEED}, where health checks begin to fail for no reason: lower it, or add --force`,
    );
  }
  if (options.detach) {
    await startInBackground(options);
    return;
  }
  const sandbox = await listening(options);
  console.log(exportsFor(sandbox));
  console.error("the sandbox runs until Ctrl-C");
  await interrupted();
  await sandbox.stop();
  for (const [action, times] of sandbox.unimplemented) {
    console.error(`asked for and not implemented: ${action} (${times} times)`);
  }
}

async function listening(options: StartOptions): Promise<Sandbox> {
  const eventFile = options.events && resolve(options.events);
  try {
    return await Sandbox.start({ ...options, eventFile });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      throw new Error(`port ${options.port} is taken: give another with --port`, { cause: error });
    }
    throw error;
  }
}

/** The same command without `--detach`, in a process group of its own. */
async function startInBackground(options: StartOptions): Promise<void> {
  const running = readRunning();
  if (running) {
    throw new Error(
      `a sandbox runs already at ${running.url}: stop it with \`npx ha sandbox stop\``,
    );
  }
  mkdirSync(CACHE, { recursive: true });
  rmSync(LOG_FILE, { force: true });
  const log = openSync(LOG_FILE, "w", OWNER_ALONE);
  const args = process.argv.slice(1).filter((arg) => arg !== "--detach");
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", log, log] });
  child.unref();
  const url = `http://127.0.0.1:${options.port}`;
  const deadline = Date.now() + DETACH_LIMIT_MS;
  while (!readFileSync(LOG_FILE, "utf8").includes("AWS_ENDPOINT_URL")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(
        readFileSync(LOG_FILE, "utf8").trim() || `the sandbox did not start: see ${LOG_FILE}`,
      );
    }
    await new Promise((again) => setTimeout(again, 100));
  }
  const accessKey = accessKeyIn(readFileSync(LOG_FILE, "utf8"));
  const endpoint = { url, region: options.region, accessKey };
  rmSync(RUNNING_FILE, { force: true });
  writeFileSync(
    RUNNING_FILE,
    JSON.stringify({ pid: child.pid, ...endpoint } satisfies Partial<Running>),
    { mode: OWNER_ALONE },
  );
  console.log(exportsFor(endpoint));
}

/** As the one in the background has printed it. */
function accessKeyIn(log: string): AccessKey {
  const exported = (name: string) => new RegExp(`${name}=(\\S+)`).exec(log)?.[1] ?? "";
  return {
    accessKeyId: exported("AWS_ACCESS_KEY_ID"),
    secretAccessKey: exported("AWS_SECRET_ACCESS_KEY"),
  };
}

export async function stopSandbox(): Promise<void> {
  const running = readRunning();
  if (!running) {
    throw new Error("no sandbox runs in the background");
  }
  process.kill(running.pid, "SIGTERM");
  while (isAlive(running.pid)) {
    await new Promise((again) => setTimeout(again, 100));
  }
  rmSync(RUNNING_FILE, { force: true });
  console.log(`stopped the sandbox at ${running.url}`);
}

export function showStatus(): void {
  const running = readRunning();
  console.log(running ? exportsFor(running) : "no sandbox runs in the background");
  process.exitCode = running ? 0 : 1;
}

/** The one in the background, if there is one. */
export function readRunning(): Running | undefined {
  if (!existsSync(RUNNING_FILE)) {
    return undefined;
  }
  const running = JSON.parse(readFileSync(RUNNING_FILE, "utf8")) as Running;
  return isAlive(running.pid) ? running : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function exportsFor(endpoint: SandboxEndpoint): string {
  return Object.entries(sandboxEnvironment(endpoint))
    .map(([name, value]) => `export ${name}=${value}`)
    .join("\n");
}

function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => done());
    }
  });
}
