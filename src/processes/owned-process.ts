import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { own, ownRecord } from "./owned";
import { signalGroup } from "./process-group";
import { identityOf, type ProcessIdentity } from "./process-identity";

export interface ProcessOptions {
  readonly cwd?: string;
  /** @default this process's */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A file descriptor, or what the parent reads or nobody does. @default "ignore" */
  readonly stdout?: Output;
  readonly stderr?: Output;
  /** What asks it to end. @default "SIGTERM" */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to end in good order. @default 10,000 */
  readonly graceMs?: number;
}

type Output = "pipe" | "ignore" | number;

/**
 * Waits for a line before it becomes the program: until then it is on no record, and ends by itself
 * with whoever has started it.
 */
const AFTER_THE_RECORD = 'read -r _ || exit 125; exec "$0" "$@" </dev/null';

/** A program in a process group of its own, which ends with this process. */
export class OwnedProcess {
  /** Its exit code, as a shell would have it. Whatever it has started has ended too. */
  readonly exited: Promise<number>;
  /** Which process it is, for those who meet it later; undefined where it could not be started. */
  readonly identity?: ProcessIdentity;
  private readonly release: () => void;
  private isOver = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: ProcessOptions,
  ) {
    this.identity = child.pid === undefined ? undefined : identityOf(child.pid);
    this.release = this.identity ? this.register(this.identity) : () => undefined;
    child.stdin?.once("error", () => undefined);
    child.stdin?.end("\n");
    this.exited = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        this.isOver = true;
        this.kill();
        this.release();
        resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
      });
    });
    this.exited.catch(() => undefined);
  }

  static start(
    command: string,
    args: readonly string[],
    options: ProcessOptions = {},
  ): OwnedProcess {
    const { cwd, env = process.env, stdout = "ignore", stderr = "ignore" } = options;
    const child = spawn("/bin/sh", ["-c", AFTER_THE_RECORD, command, ...args], {
      cwd,
      env,
      detached: true,
      stdio: ["pipe", stdout, stderr],
    });
    return new OwnedProcess(child, options);
  }

  get stdout(): Readable | null {
    return this.child.stdout;
  }

  get stderr(): Readable | null {
    return this.child.stderr;
  }

  get hasEnded(): boolean {
    return this.isOver;
  }

  /** The program alone, which passes it on as it sees fit. */
  signal(signal: NodeJS.Signals): void {
    if (!this.isOver) {
      this.child.kill(signal);
    }
  }

  /** Asks it to end, and ends it together with what it has started where it does not. */
  async stop(): Promise<void> {
    const { stopSignal = "SIGTERM", graceMs = 10_000 } = this.options;
    const patience = new AbortController();
    this.signal(stopSignal);
    await Promise.race([
      this.exited,
      sleep(graceMs, undefined, { signal: patience.signal, ref: false }).catch(() => undefined),
    ]);
    patience.abort();
    this.kill();
    await this.exited;
  }

  /** At once, with everything that it has started. */
  kill(): void {
    if (this.identity) {
      signalGroup(this.identity, "SIGKILL");
    }
  }

  /** Lets it outlive this process. */
  letGo(): void {
    this.release();
    this.child.unref();
  }

  private register(identity: ProcessIdentity): () => void {
    try {
      const record = ownRecord();
      record.addGroup(identity);
      const disown = own({
        end: () => this.stop(),
        endNow: () => {
          this.kill();
          record.removeGroup(identity);
        },
      });
      return () => {
        disown();
        record.removeGroup(identity);
      };
    } catch (error) {
      this.kill();
      throw error;
    }
  }
}
