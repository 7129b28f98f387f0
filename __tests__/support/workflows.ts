import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

const GITHUB = resolve(__dirname, "../../.github");

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly "timeout-minutes"?: number;
  readonly strategy?: {
    readonly matrix: { readonly include?: readonly Readonly<Record<string, string | number>>[] };
  };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly "cancel-in-progress": boolean };
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A YAML file below `.github`. */
export interface GithubFile<T> {
  /** From the root of the checkout. */
  readonly path: string;
  readonly text: string;
  readonly content: T;
}

export const workflows = readdirSync(join(GITHUB, "workflows")).map((file) =>
  read<Workflow>(join("workflows", file)),
);

export const prepareAction = read<{
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}>("actions/prepare/action.yml");

export function workflow(name: string): Workflow {
  const found = workflows.find(({ path }) => path.endsWith(`/${name}.yml`));
  if (!found) {
    throw new Error(`no workflow "${name}"`);
  }
  return found.content;
}

export function script(name: string): string {
  return join(GITHUB, "scripts", name);
}

function read<T>(file: string): GithubFile<T> {
  const text = readFileSync(join(GITHUB, file), "utf8");
  return { path: join(".github", file), text, content: parse(text) };
}
