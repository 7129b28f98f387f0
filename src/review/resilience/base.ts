import { statSync } from "node:fs";
import { type Deployment, readDeployments } from "../../topology/deployments";
import { kindOf, refusal } from "../../topology/documents";
import { readJson } from "../../topology/json-file";
import { stacksIn } from "../../topology/stack-files";
import { stackName } from "../plan/plan-file";
import { readPlan } from "../plan/read-plan";
import { refusingPlainly } from "../plan/unreviewable";
import { describesService } from "./services";

/** What plans are compared with. */
export interface Base {
  readonly deployments: readonly Deployment[];
  /** What they were read from, which may hold secrets. */
  readonly documents: readonly unknown[];
}

/**
 * Reads synthesized stacks, or earlier plans.
 *
 * @param paths of files and folders
 * @throws Unreviewable where one cannot be read or is something else
 */
export function readBase(paths: readonly string[]): Base {
  return refusingPlainly(() => {
    const read = paths.map((path) => ({ path, documents: documentsAt(path) }));
    return {
      deployments: read
        .filter(({ documents }) => documents.some(describesService))
        .flatMap(({ path }) => readDeployments(path).map((each) => named(each, path))),
      documents: read.flatMap(({ documents }) => documents),
    };
  });
}

/** The one of the same stack, or the only one; undefined where the base does not know its service. */
export function baseOf({ deployments }: Base, stack: string): Deployment | undefined {
  const [first, ...others] = deployments;
  return (
    deployments.find(({ name }) => name === stack) ?? (others.length === 0 ? first : undefined)
  );
}

function documentsAt(path: string): readonly unknown[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return stacksIn(path).map(({ json }) => json);
  }
  const document = readJson(path);
  const kind = kindOf(document);
  if (kind === "plan") {
    readPlan(document, path);
  } else if (kind !== "synthesized") {
    throw refusal(path, kind);
  }
  return [document];
}

function named(deployment: Deployment, path: string): Deployment {
  return deployment.name === path ? { ...deployment, name: stackName(path) } : deployment;
}
