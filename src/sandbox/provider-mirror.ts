import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * A folder that holds the AWS provider for Terraform: one of Terraform's own mirror folders, else any
 * near the root of the file system, as images for work without a network have them.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function findProviderMirror(): string | undefined {
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
