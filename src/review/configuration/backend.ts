import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../../topology/json-file";
import { bodies, record, text } from "../../topology/terraform/json";
import type { Finding } from "./finding";
import type { Backend, Home } from "./home";

/**
 * The backend that a folder of Terraform is initialized with, or else is configured with: a plan
 * says nothing of it.
 *
 * @throws Error where a file is there and is no JSON
 */
export function backendIn(folder: string): Backend | undefined {
  const initialized = join(folder, ".terraform", "terraform.tfstate");
  if (existsSync(initialized)) {
    const { type, config } = record(record(readJson(initialized))["backend"]);
    return typeof type === "string" ? { type, settings: record(config) } : undefined;
  }
  const synthesized = join(folder, "cdk.tf.json");
  return existsSync(synthesized) ? configuredBackend(readJson(synthesized)) : undefined;
}

/** Without one, the state is a file in the folder itself. */
function configuredBackend(document: unknown): Backend {
  const [terraform] = bodies(record(document)["terraform"]);
  const [type, settings] = Object.entries(record(terraform?.["backend"]))[0] ?? ["local", {}];
  return { type, settings: record(bodies(settings)[0]) };
}

/** Neither say where the state is, nor as whom it is read. */
const HARMLESS: ReadonlySet<string> = new Set([
  "dynamodb_table",
  "encrypt",
  "kms_key_id",
  "max_retries",
  "retry_mode",
  "skip_metadata_api_check",
  "skip_s3_checksum",
  "use_lockfile",
]);

/**
 * Compares the backend of a stack with what the environment says of it. A plan whose name is none of
 * the environment's stacks must be of one of them.
 */
export function strayBackend(stack: string, found: Backend, { backends }: Home): Finding[] {
  const own = backends.get(stack);
  const answers = (own ? [own] : [...backends.values()]).map((wanted) => compare(found, wanted));
  return answers.find((findings) => findings.length === 0) ?? answers[0] ?? [];
}

function compare(found: Backend, wanted: Backend): Finding[] {
  const subject = `backend ${found.type}`;
  const names = Object.keys(wanted.settings);
  const sameType = found.type === wanted.type;
  const differs = names.filter((name) => found.settings[name] !== wanted.settings[name]);
  if (!sameType || differs.length > 0) {
    const what = "the state is kept elsewhere than the environment says";
    const details = differs.map((name) => ({ name, value: text(found.settings[name]) }));
    return [{ level: "blocked", subject, what, details: sameType ? details : [] }];
  }
  const more = Object.entries(found.settings)
    .filter(([name, value]) => !names.includes(name) && !HARMLESS.has(name) && isSet(value))
    .map(([name]) => ({ name }));
  const what = "the state is reached by settings that the environment does not have";
  return more.length === 0 ? [] : [{ level: "yes", subject, what, details: more }];
}

function isSet(value: unknown): boolean {
  const empty = typeof value === "object" && Object.keys(value ?? {}).length === 0;
  return value !== undefined && value !== false && value !== "" && !empty;
}
