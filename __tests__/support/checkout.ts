import { cpSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { temporaryFolder } from "./terraform";

const ROOT = resolve(__dirname, "../..");
const PARTS = [
  "bin",
  "main.ts",
  "cdktf.json",
  "package.json",
  "tsconfig.json",
  "src",
  "environments",
  "modules",
  ".gen",
];

/** A copy of the project in another place, to run and to break. */
export class Checkout {
  readonly folder = join(temporaryFolder(), "checkout");

  constructor() {
    for (const part of PARTS) {
      cpSync(join(ROOT, part), join(this.folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Runs a program in it, as from a shell without a terminal. */
  run(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
  ) {
    return execa(command, args, {
      cwd: this.folder,
      preferLocal: true,
      localDir: ROOT,
      reject: false,
      env: {
        CI: "true",
        TERM: "dumb",
        NO_COLOR: "1",
        FORCE_COLOR: undefined,
        CHECKPOINT_DISABLE: "1",
        TF_CLI_CONFIG_FILE: undefined,
        ...env,
      },
    });
  }

  node(script: string, ...args: readonly string[]) {
    return this.run("node", ["--import", "tsx", script, ...args]);
  }
}
