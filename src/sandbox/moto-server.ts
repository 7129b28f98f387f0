import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";

/** The version that the corrections of the gateway are made for. */
const MOTO = "moto[server]==5.2.1";

const START_LIMIT_MS = 60_000;

/** The store behind the gateway: what it is told it gives back, and makes nothing happen. */
export class MotoServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @throws Error that says what to install where there is neither moto nor Python */
  static async start(): Promise<MotoServer> {
    const command = await findMoto();
    const port = await freePort();
    const child = spawn(command, ["-H", "127.0.0.1", "-p", String(port)], {
      stdio: "ignore",
      // The roles refer to AWS's own policies, which moto knows only when told so.
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    });
    const server = new MotoServer(child, `http://127.0.0.1:${port}`);
    await server.answers();
    return server;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.kill()) {
      await once(this.child, "exit");
    }
  }

  private async answers(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        await fetch(`${this.url}/moto-api/`);
        return;
      } catch (error) {
        if (Date.now() > deadline) {
          await this.stop();
          throw new Error(`moto_server does not answer at ${this.url}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
}

/** On PATH, else in a virtual environment of its own in the user's cache, made at the first use. */
async function findMoto(): Promise<string> {
  if (await runs("moto_server", ["--help"])) {
    return "moto_server";
  }
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "ecs-zone-loss", MOTO.replace(/\W+/g, "-"));
  const command = join(folder, "bin", "moto_server");
  if (!existsSync(command) && !(await install(folder))) {
    throw new Error(
      `no moto_server on PATH, and it could not be installed: install Python 3 with venv, or run pip install "${MOTO}"`,
    );
  }
  return command;
}

async function install(folder: string): Promise<boolean> {
  return (
    (await runs("python3", ["-m", "venv", folder])) &&
    (await runs(join(folder, "bin", "pip"), ["install", "--quiet", MOTO]))
  );
}

function runs(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
