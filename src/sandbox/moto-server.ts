import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool, request } from "undici";
import { type OwnedFolder, temporaryFolder } from "../processes/owned-folder";
import { OwnedProcess } from "../processes/owned-process";
import { findMoto, type Say } from "./moto-program";

const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 5_000;

/** Of what it says before it answers: enough for a Python traceback. */
const KEPT_CHARACTERS = 4_000;

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
    private readonly program: OwnedProcess,
    private readonly folder: OwnedFolder,
    readonly socketPath: string,
  ) {
    this.connection = new Pool("http://localhost", { socketPath });
  }

  /** @throws Error that says what to install, or why it does not start */
  static async start(say: Say = () => undefined): Promise<MotoServer> {
    const command = await findMoto(say);
    say(`starting the store (${command})`);
    const folder = temporaryFolder("ha-store-");
    const socketPath = shortEnough(join(folder.path, "socket"));
    const program = OwnedProcess.start(command, ["-H", `unix://${socketPath}`], {
      stderr: "pipe",
      // The roles refer to AWS's own policies, which moto knows only when told so.
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    });
    const server = new MotoServer(program, folder, socketPath);
    try {
      await server.answers(tailOf(program.stderr as Readable));
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async stop(): Promise<void> {
    await this.connection.destroy();
    await this.program.stop();
    this.folder.remove();
  }

  private async answers(said: () => string): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.isUp())) {
      if (this.program.hasEnded) {
        throw new Error(
          `moto_server ended with exit code ${await this.program.exited}:\n${said()}`,
        );
      }
      if (Date.now() > deadline) {
        throw new Error(
          `moto_server does not answer at ${this.socketPath} after ${START_LIMIT_MS / 1_000} s:\n${said()}`,
        );
      }
      await sleep(200);
    }
  }

  private async isUp(): Promise<boolean> {
    try {
      const { body } = await request("http://localhost/moto-api/", {
        dispatcher: this.connection,
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      await body.dump();
      return true;
    } catch {
      return false;
    }
  }
}

/** Read to the end all the same: moto waits where nobody takes what it says. */
function tailOf(stream: Readable): () => string {
  let tail = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    tail = (tail + chunk).slice(-KEPT_CHARACTERS);
  });
  return () => tail.trim();
}

function shortEnough(socketPath: string): string {
  if (Buffer.byteLength(socketPath) > SOCKET_PATH_LIMIT) {
    throw new Error(
      `${socketPath} is too long for a socket file: set TMPDIR to a folder with a shorter path`,
    );
  }
  return socketPath;
}
