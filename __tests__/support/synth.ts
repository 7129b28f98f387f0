import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildApp } from "../../src/app";
import type { EnvironmentInput } from "../../src/settings/schema";
import { environment } from "./environments";
import { temporaryFolder } from "./temporary-folder";

// biome-ignore lint/suspicious/noExplicitAny: an assertion reaches deep into JSON of any shape
type Attributes = Record<string, any>;

/** The synthesized JSON of one stack. */
export class Synthesized {
  readonly json: Attributes;

  constructor(readonly text: string) {
    this.json = JSON.parse(text);
  }

  /** The only resource of a type, or the one at an address's name. */
  resource(type: string, name?: string): Attributes {
    return one(this.resources(type), type, name);
  }

  resources(type: string): Record<string, Attributes> {
    return this.json["resource"]?.[type] ?? {};
  }

  data(type: string, name?: string): Attributes {
    return one(this.json["data"]?.[type] ?? {}, type, name);
  }

  output(name: string): unknown {
    return this.json["output"]?.[name]?.value;
  }

  /** Every managed resource as type.name, in order. */
  get addresses(): string[] {
    return Object.entries(this.json["resource"] as Record<string, object>)
      .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
      .sort();
  }
}

function one(named: Record<string, Attributes>, type: string, name?: string): Attributes {
  const names = Object.keys(named);
  const found = name ?? names[0];
  if (found === undefined || !named[found] || (name === undefined && names.length !== 1)) {
    throw new Error(`no single ${type} ${name ?? ""}: there is ${names.join(", ") || "none"}`);
  }
  return named[found];
}

type Part = "state" | "foundation" | "ha" | "ci";

/** Synthesizes the demo environment with some settings replaced. */
export function synthesize(changes: Partial<EnvironmentInput> = {}): Record<Part, Synthesized> {
  const outdir = temporaryFolder();
  try {
    const settings = environment(changes);
    buildApp([settings], outdir).synth();
    const read = (part: string) =>
      new Synthesized(
        readFileSync(join(outdir, "stacks", `${settings.name}-${part}`, "cdk.tf.json"), "utf8"),
      );
    const lazily = {} as Record<Part, Synthesized>;
    for (const part of ["state", "foundation", "ha", "ci"] as const) {
      const exists =
        part === "ha" ||
        (part === "foundation" && settings.foundation) ||
        (part === "state" && settings.state.kind === "s3") ||
        (part === "ci" && settings.ci);
      if (exists) {
        lazily[part] = read(part);
      }
    }
    return lazily;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
