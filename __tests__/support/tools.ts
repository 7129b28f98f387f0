import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { findProviderMirror } from "../../src/sandbox/provider-mirror";

/** Programs that only the tests against real Terraform need. */
export interface Tools {
  /** Folder that holds the AWS provider for real Terraform runs; none where either is missing. */
  readonly providerMirror?: string;
  /** Whether there is an emulator to look things up in; there is no AWS account in a test. */
  readonly moto: boolean;
  /** Whether the programs are there that the workflows' scripts find on a runner of GitHub's. */
  readonly runner: boolean;
}

declare module "vitest" {
  export interface ProvidedContext {
    tools: Tools;
  }
}

/** The oldest version that the stacks admit, and the one that the figures in the README are of. */
const AWS_PROVIDER = "5.100.0";

/** Finds the tools once; a missing one is said, or fails the run where nothing may be skipped. */
export default function setup(project: TestProject): void {
  const terraform = runs("terraform", ["version"]);
  const providerMirror = terraform ? (findProviderMirror() ?? downloadProvider()) : undefined;
  const moto = runs("moto_server", ["--help"]);
  const lacking = ["aws", "git", "jq", "sha256sum"].filter(
    (program) => !runs(program, ["--version"]),
  );
  const missing = [
    ...(terraform
      ? []
      : ["terraform: https://developer.hashicorp.com/terraform/install (1.10 or later)"]),
    ...(terraform && !providerMirror
      ? [`the AWS provider ${AWS_PROVIDER}: registry.terraform.io must be within reach`]
      : []),
    ...(moto ? [] : ['moto_server: pip install "moto[server]==5.2.*"']),
    ...lacking.map((program) => `${program}, for the scripts of the GitHub workflows`),
  ];
  for (const tool of missing) {
    console.warn(`skipped what needs ${tool}`);
  }
  if (missing.length > 0 && process.env["REQUIRE_ALL_TOOLS"] === "1") {
    throw new Error(`REQUIRE_ALL_TOOLS is set, but there is no ${missing.join("; no ")}`);
  }
  project.provide("tools", { providerMirror, moto, runner: lacking.length === 0 });
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Once for all tests: what `init` leaves is laid out as a mirror is. */
function downloadProvider(): string | undefined {
  const folder = join(tmpdir(), `ha-aws-provider-${AWS_PROVIDER}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "main.tf"),
    `terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "${AWS_PROVIDER}"\n    }\n  }\n}\n`,
  );
  const downloaded = runs("terraform", [`-chdir=${folder}`, "init", "-input=false"]);
  return downloaded ? join(folder, ".terraform/providers") : undefined;
}
