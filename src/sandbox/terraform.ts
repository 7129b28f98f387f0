import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { temporaryFolder } from "../processes/owned-folder";
import { OwnedProcess } from "../processes/owned-process";
import { findProviderMirror } from "./provider-mirror";
import { findTerraform } from "./terraform-program";

/** What it is doing it may finish, and stop its providers: then its state is whole. */
const GRACE_MS = 30_000;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Terraform or OpenTofu in the folder of one stack. */
export class Terraform {
  private running?: OwnedProcess;

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

  /** Ends what runs at once, and its providers with it. */
  kill(): void {
    this.running?.kill();
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
  protected async execute(command: string, ...args: readonly string[]): Promise<Outcome> {
    // It may point at a file that is not there, of which Terraform then warns.
    const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
    // A provider that is killed leaves its socket there.
    const scratch = temporaryFolder("ha-tf-");
    const running = OwnedProcess.start(
      this.command,
      [...command.split(" "), "-no-color", ...args],
      {
        cwd: this.folder,
        env: {
          ...env,
          CHECKPOINT_DISABLE: "1",
          TF_IN_AUTOMATION: "1",
          TMPDIR: scratch.path,
          ...this.env,
        },
        stdout: "pipe",
        stderr: "pipe",
        stopSignal: "SIGINT",
        graceMs: GRACE_MS,
      },
    );
    this.running = running;
    try {
      const [code, stdout, stderr] = await Promise.all([
        running.exited,
        text(running.stdout as Readable),
        text(running.stderr as Readable),
      ]);
      return { code, stdout, stderr };
    } finally {
      scratch.remove();
    }
  }

  private failure(command: string, { stdout, stderr }: Outcome): Error {
    return new Error(`${this.command} ${command} in ${this.folder} failed:\n${stdout}${stderr}`);
  }
}
