import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { inject } from "vitest";
import { buildApp } from "../../src/app";
import type { EnvironmentInput } from "../../src/settings/schema";
import { environment } from "./environments";

/** A new empty folder that the operating system clears away. */
export function temporaryFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), "ha-test-"));
}

/**
 * Synthesizes an environment and returns the folder of each of its stacks, by part.
 *
 * @param root the folder of an earlier synth, to go on with its state
 */
export function synthesizeTo(changes: Partial<EnvironmentInput> = {}, root = temporaryFolder()) {
  const settings = environment(changes);
  buildApp([settings], join(root, "cdktf.out")).synth();
  return (part: "state" | "foundation" | "ha") =>
    join(root, "cdktf.out", "stacks", `${settings.name}-${part}`);
}

export interface PlannedChange {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly after: Record<string, unknown> };
}

/** The zone and block of each subnet that a plan creates. */
export function createdSubnets(plan: Plan): unknown[] {
  return created("aws_subnet", plan).map((subnet) => [
    subnet["availability_zone"],
    subnet["cidr_block"],
  ]);
}

/** What a plan creates of a type. */
export function created(type: string, plan: Plan): Record<string, unknown>[] {
  return plan.resource_changes
    .filter(
      ({ mode, type: its, change }) =>
        mode === "managed" && its === type && change.actions.includes("create"),
    )
    .map(({ change }) => change.after);
}

export interface Plan {
  readonly resource_changes: readonly PlannedChange[];
  readonly output_changes: Record<string, { readonly after?: unknown }>;
  readonly errored?: boolean;
}

/** Runs the real Terraform in one folder. */
export class Terraform {
  constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  async init(...flags: readonly string[]): Promise<void> {
    const { providerMirror } = inject("tools");
    await this.run("init", "-input=false", `-plugin-dir=${providerMirror}`, ...flags);
  }

  async validate(): Promise<void> {
    await this.run("validate");
  }

  async apply(...flags: readonly string[]): Promise<void> {
    await this.run("apply", "-auto-approve", "-input=false", ...flags);
  }

  async output(): Promise<Record<string, { value: unknown }>> {
    return JSON.parse((await this.run("output", "-json")).stdout);
  }

  async test(): Promise<string> {
    return (await this.run("test")).stdout;
  }

  async plan(): Promise<Plan> {
    await this.run("plan", "-input=false", "-out=plan");
    return JSON.parse((await this.run("show", "-json", "plan")).stdout);
  }

  /** What a refused plan says, its lines joined as a wide terminal would show them. */
  async refusal(): Promise<string> {
    const { exitCode, stderr } = await this.execute("plan", "-input=false");
    if (exitCode === 0) {
      throw new Error("the plan was not refused");
    }
    return stderr.replace(/\s+/g, " ");
  }

  private async run(command: string, ...args: readonly string[]) {
    const result = await this.execute(command, ...args);
    if (result.exitCode !== 0) {
      throw new Error(`terraform ${command} in ${this.folder}: ${result.stderr || result.stdout}`);
    }
    return result;
  }

  private execute(command: string, ...args: readonly string[]) {
    return execa("terraform", [command, "-no-color", ...args], {
      cwd: this.folder,
      reject: false,
      extendEnv: true,
      env: {
        CHECKPOINT_DISABLE: "1",
        TF_IN_AUTOMATION: "1",
        // One may point at a file that is not there, of which Terraform then warns.
        TF_CLI_CONFIG_FILE: undefined,
        ...this.env,
      },
    });
  }
}
