import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readJson } from "../../topology/json-file";
import { refusingPlainly, Unreviewable } from "./unreviewable";

/** The JSON of a plan as it was found. */
export interface PlanFile {
  /** The stack's name, as the file's name tells it, or its folder's. */
  readonly name: string;
  readonly sha256: string;
  readonly document: unknown;
  /** By full name of the provider: what the lock file beside it pins. */
  readonly lockedProviders: ReadonlyMap<string, string>;
}

/** @throws Unreviewable where one cannot be read or is not JSON, or two are of the same stack */
export function readPlanFiles(paths: readonly string[]): PlanFile[] {
  const files = paths.map(readPlanFile);
  const names = files.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Unreviewable(`two plans are named "${twice}": name each file after its stack`);
  }
  return files;
}

function readPlanFile(path: string): PlanFile {
  const document = refusingPlainly(() => readJson(path));
  return {
    name: stackName(path),
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    document,
    lockedProviders: lockedProviders(join(dirname(path), ".terraform.lock.hcl")),
  };
}

/** `stacks/demo-ha/plan.json`, `demo-ha.plan.json` and `demo-ha.json` are all of `demo-ha`. */
export function stackName(path: string): string {
  const name = basename(path).replace(/(\.tf|\.plan)?\.json$/, "");
  return ["plan", "tfplan", "cdk"].includes(name) ? basename(dirname(resolve(path))) : name;
}

/** @see https://developer.hashicorp.com/terraform/language/files/dependency-lock */
function lockedProviders(path: string): ReadonlyMap<string, string> {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const entries = text.matchAll(/^provider "([^"]+)" \{\s+version\s+= "([^"]+)"/gm);
  return new Map([...entries].map(([, provider = "", version = ""]) => [provider, version]));
}
