import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { readJson } from "./json-file";
import type { SynthesizedDocument } from "./synthesized";
import { record, strings, text } from "./terraform/json";

const STACK = "cdk.tf.json";

/**
 * The stacks in a folder: a stack's own, the output of `cdktf synth`, a project that has one, or a
 * folder of stacks.
 *
 * @throws Error where there is none, or where one cannot be read
 */
export function stacksIn(folder: string): readonly SynthesizedDocument[] {
  if (existsSync(join(folder, STACK))) {
    return [stackIn(folder)];
  }
  if (existsSync(join(folder, "manifest.json"))) {
    return stacksOfManifest(folder);
  }
  const output = ["cdktf.out", "stacks"].map((name) => join(folder, name)).find(existsSync);
  if (output) {
    return stacksIn(output);
  }
  const stacks = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((inner) => existsSync(join(inner, STACK)));
  if (stacks.length === 0) {
    throw new Error(
      `"${folder}" has neither ${STACK} nor cdktf.out nor stacks: run npx cdktf synth, or give a plan`,
    );
  }
  return stacks.map((inner) => stackIn(inner));
}

/** Only what the last synth wrote: stacks of an earlier one may lie beside it. */
function stacksOfManifest(folder: string): readonly SynthesizedDocument[] {
  const stacks = Object.values(record(record(readJson(join(folder, "manifest.json")))["stacks"]));
  return stacks.map((stack) => {
    const { workingDirectory, dependencies } = record(stack);
    return stackIn(join(folder, text(workingDirectory)), strings(dependencies));
  });
}

function stackIn(folder: string, dependencies?: readonly string[]): SynthesizedDocument {
  const file = join(folder, STACK);
  return { name: basename(folder), json: readJson(file), file, dependencies };
}
