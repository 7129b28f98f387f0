import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import type { Readable } from "node:stream";
import { findProviderMirror } from "./provider-mirror";

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Terraform or OpenTofu in the folder of one stack. */
export class Terraform {
  private running?: ChildProcess;

  /** @param providers folder to take the providers from; the registry where there is none */
  constructor(
    protected readonly folder: string,
    private readonly env: Readonly<Record<string, string>> = {},
    private readonly providers = findProviderMirror(),
    private readonly command = findTerraform(),
  ) {}

  async init(...flags: readonly string[]): Promise<void> {
    const mirror = this.providers ? [`-plugin-dir=${this.providers}`] : [];
    await this.run("init", "-input=false", ...mirror, ...flags);
  }

  async apply(...flags: readonly string[]): Promise<void> {
    await this.run("apply", "-auto-approve", "-input=false", ...flags);
  }

  async destroy(...flags: readonly string[]): Promise<void> {
    await this.run("destroy", "-auto-approve", "-input=false", ...flags);
  }

  /** Whether a plan finds nothing to change. */
  async isClean(...flags: readonly string[]): Promise<boolean> {
    const outcome = await this.execute("plan", "-detailed-exitcode", "-input=false", ...flags);
    if (outcome.code !== 0 && outcome.code !== 2) {
      throw this.failure("plan", outcome);
    }
    return outcome.code === 0;
  }

  async output(name: string): Promise<unknown> {
    return JSON.parse(await this.run("output", "-json", name));
  }

  /** Ends what runs: as Ctrl-C would, or at once. */
  interrupt(signal: "SIGINT" | "SIGKILL" = "SIGINT"): void {
    this.running?.kill(signal);
  }

  /** @returns what the command printed as its result */
  protected async run(command: string, ...args: readonly string[]): Promise<string> {
    const outcome = await this.execute(command, ...args);
    if (outcome.code !== 0) {
      throw this.failure(command, outcome);
    }
    return outcome.stdout;
  }

  /** @param command such as `plan` or `state rm` */
  protected execute(command: string, ...args: readonly string[]): Promise<Outcome> {
    // It may point at a file that is not there, of which Terraform then warns.
    const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
    return new Promise((resolve, reject) => {
      const child = spawn(this.command, [...command.split(" "), "-no-color", ...args], {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...this.env },
      });
      this.running = child;
      const stdout = textOf(child.stdout);
      const stderr = textOf(child.stderr);
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout: stdout(), stderr: stderr() }));
    });
  }

  private failure(command: string, { stdout, stderr }: Outcome): Error {
    return new Error(`${this.command} ${command} in ${this.folder} failed:\n${stdout}${stderr}`);
  }
}

function textOf(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** @throws Error that says what to install where there is neither */
export function findTerraform(): string {
  const found = ["terraform", "tofu"].find(
    (command) => spawnSync(command, ["version"], { stdio: "ignore" }).status === 0,
  );
  if (!found) {
    throw new Error(
      "neither terraform nor tofu is on PATH: install one (1.10 or later) from https://developer.hashicorp.com/terraform/install",
    );
  }
  return found;
}
