import { join } from "node:path";
import { inject } from "vitest";
import { buildApp } from "../../src/app";
import { Terraform as TerraformRunner } from "../../src/sandbox/terraform";
import type { EnvironmentInput } from "../../src/settings/schema";
import { environment } from "./environments";
import { temporaryFolder } from "./temporary-folder";

export { temporaryFolder };

/**
 * Synthesizes an environment and returns the folder of each of its stacks, by part.
 *
 * @param root the folder of an earlier synth, to go on with its state
 */
export function synthesizeTo(changes: Partial<EnvironmentInput> = {}, root = temporaryFolder()) {
  const settings = environment(changes);
  buildApp([settings], join(root, "cdktf.out")).synth();
  return (part: "state" | "foundation" | "ha" | "ci") =>
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

/** The real Terraform in one folder, and what a test wants to know of it. */
export class Terraform extends TerraformRunner {
  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    super(folder, env, inject("tools").providerMirror);
  }

  async validate(): Promise<void> {
    await this.run("validate");
  }

  async outputs(): Promise<Record<string, { value: unknown }>> {
    return JSON.parse(await this.run("output", "-json"));
  }

  /** Takes a resource from the state alone. */
  async forget(address: string): Promise<void> {
    await this.run("state rm", address);
  }

  async breakLock(id: string): Promise<void> {
    await this.run("force-unlock", "-force", id);
  }

  test(): Promise<string> {
    return this.run("test");
  }

  async plan(): Promise<Plan> {
    await this.run("plan", "-input=false", "-out=plan");
    return JSON.parse(await this.run("show", "-json", "plan"));
  }

  /** What a refused plan says, its lines joined as a wide terminal would show them. */
  async refusal(): Promise<string> {
    const { code, stderr } = await this.execute("plan", "-input=false");
    if (code === 0) {
      throw new Error("the plan was not refused");
    }
    return stderr.replace(/\s+/g, " ");
  }
}
