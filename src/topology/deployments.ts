import { statSync } from "node:fs";
import type { Topology } from "./model";
import { readWithDocuments } from "./read";
import { stacksIn } from "./stack-files";
import { type SynthesizedDocument, topologyOfSynthesized } from "./synthesized";
import { record } from "./terraform/json";
import { blocksIn } from "./terraform/synthesized/stack";

/** What is deployed together. */
export interface Deployment {
  /** Of the stack that has the services, else the path that was read. */
  readonly name: string;
  readonly topology: Topology;
  /** What it was read from, which may hold secrets. */
  readonly documents: readonly unknown[];
}

/**
 * Every deployment at a path apart: in a folder whose manifest tells how the stacks depend on each
 * other, each stack with services beside those that it depends on; anything else as a whole.
 *
 * @throws Error as readTopology does
 */
export function readDeployments(path: string): readonly Deployment[] {
  const stacks = isFolder(path) ? stacksIn(path) : [];
  const heads = stacks.filter((stack) => stack.dependencies !== undefined && hasService(stack));
  return heads.length === 0
    ? [{ name: path, ...readWithDocuments(path) }]
    : heads.map((head) => {
        const together = withDependencies(head, stacks);
        return {
          name: head.name,
          topology: topologyOfSynthesized(together, path),
          documents: together.map(({ json }) => json),
        };
      });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hasService({ json }: SynthesizedDocument): boolean {
  return blocksIn(record(json)).some(({ type }) => type === "aws_ecs_service");
}

function withDependencies(
  stack: SynthesizedDocument,
  all: readonly SynthesizedDocument[],
): readonly SynthesizedDocument[] {
  const found = new Set([stack]);
  for (const each of found) {
    for (const name of each.dependencies ?? []) {
      const dependency = all.find((other) => other.name === name);
      if (dependency) {
        found.add(dependency);
      }
    }
  }
  return [...found];
}
