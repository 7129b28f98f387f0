import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readJson } from "../../topology/json-file";
import { backendIn } from "../configuration/backend";
import type { Backend } from "../configuration/home";
import { refusingPlainly, Unreviewable } from "./unreviewable";

/** The JSON of a plan as it was found. */
export interface PlanFile {
  /** The stack's name, as the file's name tells it, or its folder's. */
  readonly name: string;
  readonly sha256: string;
  readonly document: unknown;
  /** By full name of the provider: what the lock file beside it pins. */
  readonly lockedProviders: ReadonlyMap<string, string>;
  /** Where the stack's state is kept, if its folder says so: a plan does not. */
  readonly backend?: Backend;
}

/**
 * @param stacks the folder in which stacks are synthesized and initialized, each in a folder of its
 *   name: looked into where nothing lies beside a plan
 * @throws Unreviewable where one cannot be read or is not JSON, or two are of the same stack
 */
export function readPlanFiles(paths: readonly string[], stacks?: string): PlanFile[] {
  const files = paths.map((path) => {
    // What lies beside several plans is of one of them at most.
    const shared = paths.filter((other) => dirname(other) === dirname(path)).length > 1;
    return readPlanFile(path, stacks, shared);
  });
  const names = files.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Unreviewable(`two plans are named "${twice}": name each file after its stack`);
  }
  return files;
}

function readPlanFile(path: string, stacks: string | undefined, shared: boolean): PlanFile {
  const document = refusingPlainly(() => readJson(path));
  const name = stackName(path);
  const beside = dirname(path);
  const ownFolder = stacks === undefined ? [] : [join(stacks, name)];
  const folders = shared ? ownFolder : [beside, ...ownFolder];
  const backends = refusingPlainly(() => folders.map(backendIn));
  const locks = [beside, ...ownFolder].map((folder) =>
    lockedProviders(join(folder, ".terraform.lock.hcl")),
  );
  return {
    name,
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    document,
    lockedProviders: locks.find(({ size }) => size > 0) ?? new Map(),
    backend: backends.find((backend) => backend !== undefined),
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
