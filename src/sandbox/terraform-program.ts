import { spawnSync } from "node:child_process";

/** The first that locks a state in S3 by itself, in Terraform as in OpenTofu. */
const LEAST = "1.10";
const INSTALL = "from https://developer.hashicorp.com/terraform/install";

/** By PATH, on which it was found. */
const found = new Map<string, string>();

/** @throws Error that says what to install where there is neither, or none that is new enough */
export function findTerraform(): string {
  const path = process.env["PATH"] ?? "";
  const command = found.get(path) ?? search();
  found.set(path, command);
  return command;
}

function search(): string {
  const there = ["terraform", "tofu"].flatMap((command) => {
    const version = versionOf(command);
    return version === undefined ? [] : { command, version };
  });
  const usable = there.find(({ version }) => isAtLeast(version, LEAST));
  if (usable) {
    return usable.command;
  }
  const [old] = there;
  throw new Error(
    old
      ? `${old.command} on PATH is version ${old.version}: install ${LEAST} or later ${INSTALL}`
      : `neither terraform nor tofu is on PATH: install one (${LEAST} or later) ${INSTALL}`,
  );
}

/** @returns undefined where there is no such program, or it does not run */
function versionOf(command: string): string | undefined {
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
  const { status, stdout } = spawnSync(command, ["version", "-json"], {
    encoding: "utf8",
    env: { ...env, CHECKPOINT_DISABLE: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? /"terraform_version":\s*"([^"]+)"/.exec(stdout)?.[1] : undefined;
}

function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
