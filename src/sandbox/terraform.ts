import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { findProviderMirror } from "./provider-mirror";

/** Terraform or OpenTofu in the folder of one stack, pointed at a sandbox. */
export class Terraform {
  private running?: ChildProcess;

  constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly command = findTerraform(),
  ) {}

  async init(): Promise<void> {
    const mirror = findProviderMirror();
    await this.run("init", "-input=false", ...(mirror ? [`-plugin-dir=${mirror}`] : []));
  }

  async apply(): Promise<void> {
    await this.run("apply", "-auto-approve", "-input=false");
  }

  async destroy(): Promise<void> {
    await this.run("destroy", "-auto-approve", "-input=false");
  }

  /** Whether a plan finds nothing to change. */
  async isClean(): Promise<boolean> {
    const { code, output } = await this.execute("plan", "-detailed-exitcode", "-input=false");
    if (code !== 0 && code !== 2) {
      throw new Error(`${this.command} plan failed:\n${output}`);
    }
    return code === 0;
  }

  async output(name: string): Promise<unknown> {
    return JSON.parse(await this.run("output", "-json", name));
  }

  /** Ends what runs, as Ctrl-C would. */
  interrupt(): void {
    this.running?.kill("SIGINT");
  }

  private async run(...args: readonly [string, ...string[]]): Promise<string> {
    const { code, output } = await this.execute(...args);
    if (code !== 0) {
      throw new Error(`${this.command} ${args[0]} failed:\n${output}`);
    }
    return output;
  }

  private execute(
    command: string,
    ...args: readonly string[]
  ): Promise<{ code: number | null; output: string }> {
    const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
    return new Promise((resolve, reject) => {
      const child = spawn(this.command, [command, "-no-color", ...args], {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...this.env },
      });
      this.running = child;
      let output = "";
      const collect = (chunk: Buffer) => {
        output += chunk.toString("utf8");
      };
      child.stdout.on("data", collect);
      // A result on standard output stays readable as one.
      child.stderr.on("data", command === "output" ? () => {} : collect);
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, output }));
    });
  }
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
