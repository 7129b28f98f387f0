import { statSync } from "node:fs";
import { normalize, sep } from "node:path";
import { kindOf, refusal } from "./documents";
import { readJson, WANTED } from "./json-file";
import type { Topology } from "./model";
import { topologyOfPlan } from "./plan";
import { stacksIn } from "./stack-files";
import { topologyOfSynthesized } from "./synthesized";

export { topologyOfPlan } from "./plan";
export { type SynthesizedDocument, topologyOfSynthesized } from "./synthesized";

/**
 * The deployment that Terraform JSON describes.
 *
 * @param path a `cdk.tf.json`, the output of `terraform show -json` for a saved plan, or a folder
 *   with synthesized stacks
 * @throws Error in one plain line that names the file and says what to give instead
 */
export function readTopology(path: string): Topology {
  return readWithDocuments(path).topology;
}

/** The same, with what it was read from. */
export function readWithDocuments(path: string): {
  readonly topology: Topology;
  readonly documents: readonly unknown[];
} {
  if (isFolder(path)) {
    const stacks = stacksIn(path);
    return {
      topology: topologyOfSynthesized(stacks, path),
      documents: stacks.map(({ json }) => json),
    };
  }
  const json = readJson(path);
  return { topology: topologyOfFile(json, path), documents: [json] };
}

function topologyOfFile(json: unknown, path: string): Topology {
  const kind = kindOf(json);
  switch (kind) {
    case "plan":
      return topologyOfPlan(json, path);
    case "synthesized":
      return topologyOfSynthesized([{ name: path, json }], path);
    default:
      throw refusal(path, kind);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new Error(`"${path}" is not there: ${remedyFor(path)}`);
  }
}

/** What is missing of a synthesis is best made. */
function remedyFor(path: string): string {
  return normalize(path).split(sep).includes("cdktf.out")
    ? "create it with `npm start` or `npx cdktf synth`, or give a plan"
    : WANTED;
}
