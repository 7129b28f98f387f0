import { topologyOf } from "./assembly/topology";
import { readWithin, refuseUnlessSynthesized, refuseWithoutService } from "./documents";
import type { Topology } from "./model";
import { Graph } from "./terraform/graph";
import { record } from "./terraform/json";
import { blocksIn, SynthesizedStack } from "./terraform/synthesized/stack";

/** The JSON of one stack, as `cdktf synth` writes it and Terraform reads it. */
export interface SynthesizedDocument {
  /** Of the stack, such as `demo-ha`. */
  readonly name: string;
  readonly json: unknown;
  /** Where it was read. */
  readonly file?: string;
  /** Stacks deployed before it, whose resources its lookups find. Left out: every other one. */
  readonly dependencies?: readonly string[];
}

/**
 * What stacks make together, as told before any plan.
 *
 * @param from where they were read, for errors
 * @throws Error in one plain line where a document is something else, or has no ECS service
 */
export function topologyOfSynthesized(
  documents: readonly SynthesizedDocument[],
  from = documents.map(({ name }) => name).join(", "),
): Topology {
  for (const { name, file = name, json } of documents) {
    refuseUnlessSynthesized(json, file);
  }
  const topology = readWithin(from, () => readTogether(documents));
  refuseWithoutService(topology, from);
  return topology;
}

function readTogether(documents: readonly SynthesizedDocument[]): Topology {
  const shared = sharedBlocks(documents);
  const stacks = documents.map(
    ({ name, json }) =>
      new SynthesizedStack(name, record(json), (block) =>
        shared.has(block) ? `${name}/${block}` : block,
      ),
  );
  const graph = new Graph(
    stacks.flatMap(({ resources }) => resources),
    visibilityOf(documents),
  );
  return topologyOf(
    graph,
    "synthesized",
    stacks.flatMap(({ notes }) => notes),
  );
}

/** What more than one stack has an address for. */
function sharedBlocks(documents: readonly SynthesizedDocument[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { json } of documents) {
    for (const block of new Set(blocksIn(record(json)).map((written) => written.block))) {
      (seen.has(block) ? shared : seen).add(block);
    }
  }
  return shared;
}

/** Whether a stack is deployed after another, directly or not. */
function visibilityOf(documents: readonly SynthesizedDocument[]) {
  const dependencies = new Map(documents.map((document) => [document.name, document.dependencies]));
  return (stack: string, other: string): boolean => {
    const before = new Set([stack]);
    for (const name of before) {
      for (const dependency of dependencies.get(name) ?? []) {
        before.add(dependency);
      }
    }
    return before.has(other) || dependencies.get(stack) === undefined;
  };
}
