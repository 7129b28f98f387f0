import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { Pool, request } from "undici";

/** The version that the corrections of the gateway are made for. */
const MOTO = "moto[server]==5.2.1";

const START_LIMIT_MS = 60_000;

/** What the operating system takes for the path of a socket file. */
const SOCKET_PATH_LIMIT = 103;

/**
 * The store behind the gateway: what it is told it gives back, and makes nothing happen. It listens
 * on a socket file in a folder of this user alone, since it lets everybody in: no web page can open
 * that, as it could a port.
 */
export class MotoServer {
  /** To the store alone. */
  readonly connection: Pool;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly socketPath: string,
  ) {
    this.connection = new Pool("http://localhost", { socketPath });
  }

  /** @throws Error that says what to install where there is neither moto nor Python */
  static async start(): Promise<MotoServer> {
    const command = await findMoto();
    const folder = mkdtempSync(join(tmpdir(), "ha-store-"));
    const socketPath = shortEnough(join(folder, "socket"));
    const child = spawn(command, ["-H", `unix://${socketPath}`], {
      stdio: "ignore",
      // The roles refer to AWS's own policies, which moto knows only when told so.
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    });
    const server = new MotoServer(child, folder, socketPath);
    await server.answers();
    return server;
  }

  async stop(): Promise<void> {
    await this.connection.destroy();
    if (this.child.exitCode === null && this.child.kill()) {
      await once(this.child, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        const { body } = await request("http://localhost/moto-api/", {
          dispatcher: this.connection,
        });
        await body.dump();
        return;
      } catch (error) {
        if (Date.now() > deadline) {
          await this.stop();
          throw new Error(`moto_server does not answer at ${this.socketPath}`, { cause: error });
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

function shortEnough(socketPath: string): string {
  if (Buffer.byteLength(socketPath) > SOCKET_PATH_LIMIT) {
    throw new Error(
      `${socketPath} is too long for a socket file: set TMPDIR to a folder with a shorter path`,
    );
  }
  return socketPath;
}
