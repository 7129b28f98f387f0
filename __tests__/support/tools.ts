import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

/** Programs that only the tests against real Terraform need. */
export interface Tools {
  readonly terraform: boolean;
  /** An emulator to look things up in; there is no AWS account in a test. */
  readonly moto: boolean;
  /** Folder that holds registry.terraform.io/…, where there is one; else the registry is asked. */
  readonly providerMirror?: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    tools: Tools;
  }
}

const HOW_TO_GET = {
  terraform: "https://developer.hashicorp.com/terraform/install (1.10 or later)",
  moto: 'pip install "moto[server]==5.2.*"',
};

/** Finds the tools once; a missing one is said, or fails the run where nothing may be skipped. */
export default function setup(project: TestProject): void {
  const tools: Tools = {
    terraform: runs("terraform", ["version"]),
    moto: runs("moto_server", ["--help"]),
    providerMirror: findProviderMirror(),
  };
  const missing = (["terraform", "moto"] as const).filter((tool) => !tools[tool]);
  for (const tool of missing) {
    console.warn(`skipped what needs ${tool}, which is not on PATH; get it: ${HOW_TO_GET[tool]}`);
  }
  if (missing.length > 0 && process.env["REQUIRE_ALL_TOOLS"] === "1") {
    throw new Error(`REQUIRE_ALL_TOOLS is set, but ${missing.join(" and ")} is not on PATH`);
  }
  project.provide("tools", tools);
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Terraform's own mirror folders, then any folder near the root of the file system, as images for
 * work without a network have them.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
function findProviderMirror(): string | undefined {
  const implied = [
    join(homedir(), ".terraform.d/plugins"),
    join(homedir(), ".local/share/terraform/plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
  ];
  const nearRoot = foldersIn("/").flatMap((top) => [top, ...foldersIn(top)]);
  return [...implied, ...nearRoot].find((folder) =>
    existsSync(join(folder, "registry.terraform.io/hashicorp/aws")),
  );
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}
