import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder";
import { type Halt, type Program, writeStandIns } from "./stand-ins";

const HA = resolve(__dirname, "../../../bin/ha.js");
/** What is compiled once: not a command's own, and slow to make anew. */
const COMPILED = `tsx-${userInfo().uid}`;

const PATIENCE = { timeout: 20_000, interval: 20 };

/** What runs on it ends with the test, whatever becomes of that. */
export function machine(options?: MachineOptions): Machine {
  const made = new Machine(options);
  onTestFinished(() => made.clear());
  return made;
}

/** A machine of its own for one command: PATH, home, temporary folder, and who runs there. */
export interface MachineOptions {
  /** Where a stand-in stays. @default nowhere */
  readonly halt?: Halt;
  /** @default Terraform and moto */
  readonly programs?: readonly Program[];
  readonly env?: Readonly<Record<string, string>>;
}

export class Machine {
  readonly port: Promise<number> = freePort();
  private readonly token = randomUUID();
  private readonly folder = temporaryFolder();

  constructor(private readonly options: MachineOptions = {}) {
    for (const part of ["bin", "marks", "cache", "tmp", "work"]) {
      mkdirSync(this.at(part));
    }
    mkdirSync(join(tmpdir(), COMPILED), { recursive: true });
    symlinkSync(join(tmpdir(), COMPILED), join(this.at("tmp"), COMPILED));
    writeStandIns(this.at("bin"), options.programs ?? ["terraform", "moto_server"]);
  }

  get stateFile(): string {
    return join(this.at("cache"), "ecs-zone-loss", "sandbox.json");
  }

  at(part: string): string {
    return join(this.folder, part);
  }

  /** `ha` with these arguments. */
  start(...args: readonly string[]): Command {
    return this.node(HA, ...args);
  }

  node(...args: readonly string[]): Command {
    return new Command(
      spawn(process.execPath, args, {
        cwd: this.at("work"),
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: undefined,
          PATH: this.at("bin"),
          TMPDIR: this.at("tmp"),
          XDG_CACHE_HOME: this.at("cache"),
          MACHINE: this.token,
          STAND_IN_MARKS: this.at("marks"),
          STAND_IN_HALT: this.options.halt,
          NO_COLOR: "1",
          FORCE_COLOR: undefined,
          ...this.options.env,
        },
      }),
    );
  }

  /** Until a stand-in is where it stays, with what it has started. */
  async reached(mark: Halt): Promise<void> {
    await expect.poll(() => existsSync(join(this.at("marks"), mark)), PATIENCE).toBe(true);
  }

  /** The commands of what runs of it; what has ended and waits to be reaped is no more. */
  processes(): { readonly pid: number; readonly command: string }[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        const environment = textOf(`/proc/${pid}/environ`);
        return environment.includes(`MACHINE=${this.token}`)
          ? [{ pid: Number(pid), command: textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ") }]
          : [];
      });
  }

  /** Processes, ports and files that should not be there any more. */
  async leftovers(): Promise<string[]> {
    const port = await this.port;
    const records = join(this.at("cache"), "ecs-zone-loss", "owned");
    return [
      ...this.processes().map(({ command }) => command),
      ...((await isTaken(port)) ? [`port ${port}`] : []),
      ...readdirSync(this.at("tmp")).filter((name) => name !== COMPILED),
      ...readdirSync(this.at("work")),
      ...(existsSync(this.stateFile) ? [this.stateFile] : []),
      ...(existsSync(records) ? readdirSync(records) : []),
    ];
  }

  /** However a test ends. */
  clear(): void {
    for (const { pid } of this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

/** A command that runs, and what it has said. */
export class Command {
  readonly pid?: number;
  stdout = "";
  stderr = "";
  readonly exited: Promise<number | NodeJS.Signals>;

  constructor(private readonly child: ChildProcess) {
    this.pid = child.pid;
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      this.stdout += chunk;
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      this.stderr += chunk;
    });
    this.exited = new Promise((done) =>
      child.once("exit", (code, signal) => done(code ?? (signal as NodeJS.Signals))),
    );
  }

  async says(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.stdout + this.stderr, PATIENCE).toMatch(pattern);
  }

  end(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      answer(true);
    });
    socket.once("error", () => answer(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}
