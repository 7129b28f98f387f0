import { isDeepStrictEqual } from "node:util";
import { isContainer } from "../changes/property";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import { derivedAttributes } from "./derived";
import { explainedRules } from "./security-group-rules";
import { State } from "./state";

/**
 * Attributes that differ from what Terraform has recorded although nobody changed anything: what
 * other resources of the same state account for, what follows from other resources, and nothing
 * that is written in another way. All others were changed outside Terraform.
 *
 * @returns names of attributes by resource
 */
export function explainedDrift(plan: Plan): (resource: ResourceChange) => ReadonlySet<string> {
  const state = new State(plan);
  return (resource) => {
    const { before, after } = resource.change;
    if (!isContainer(before) || !isContainer(after)) {
      return new Set();
    }
    const sides = { before, after };
    const alike = Object.keys(after).filter((name) =>
      isDeepStrictEqual(set(before[name]), set(after[name])),
    );
    return new Set([
      ...alike,
      ...explainedRules(resource, sides, state),
      ...derivedAttributes(resource, sides, state),
    ]);
  };
}

/** Without what is not set: within blocks, providers read nothing as zero or off. */
function set(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(set);
  }
  return isContainer(value)
    ? Object.fromEntries(
        Object.entries(value)
          .map(([name, part]) => [name, set(part)] as const)
          .filter(([, part]) => !isNothing(part)),
      )
    : value;
}

function isNothing(value: unknown): boolean {
  return isContainer(value)
    ? Object.keys(value).length === 0
    : value === null || value === undefined || value === "" || value === 0 || value === false;
}
