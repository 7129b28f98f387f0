import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { temporaryFolder } from "./terraform";
import { script } from "./workflows";

/** Of every run, by name, with its value. */
type Inputs = Readonly<Record<string, string>>;

/**
 * A checkout whose stacks need no provider but Terraform's own, for the scripts of the workflows to
 * work on. Several share one state, as the runs of a pipeline do.
 */
export class PipelineCheckout {
  readonly folder = temporaryFolder();
  /** Where the scripts put plans. */
  readonly plans = join(this.folder, "plans");

  constructor(
    private readonly states: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    writeFileSync(
      join(this.folder, ".terraform.lock.hcl"),
      "# Terraform's own provider needs none\n",
    );
  }

  async commit(): Promise<void> {
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    await execa("git", ["init", "--quiet"], { cwd: this.folder });
    await execa("git", [...author, "commit", "--quiet", "--allow-empty", "-m", "Begin"], {
      cwd: this.folder,
    });
  }

  /** Writes what a synth would: one resource for each input. */
  synthesize(stack: string, inputs: Inputs): this {
    const folder = join(this.folder, "cdktf.out/stacks", stack);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "cdk.tf.json"),
      JSON.stringify({
        terraform: { backend: { local: { path: join(this.states, `${stack}.tfstate`) } } },
        resource: {
          terraform_data: Object.fromEntries(
            Object.entries(inputs).map(([name, input]) => [name, { input }]),
          ),
        },
      }),
    );
    return this;
  }

  run(name: string, ...args: readonly string[]) {
    return execa("bash", [script(name), ...args], {
      cwd: this.folder,
      reject: false,
      env: { CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: undefined, ...this.env },
    });
  }
}
