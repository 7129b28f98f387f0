import { changedPaths } from "../../changes/attributes";
import {
  isContainer,
  isMasked,
  type PropertyPath,
  UNKNOWN,
  valueAt,
  withUnknowns,
} from "../../changes/property";
import type { PlanContext } from "../../plan/plan-context";
import type { ResourceChange } from "../../plan/plan-schema";
import { OF_ANY_AWS_TYPE } from "./any-type";
import type { Changed, Difference, HarmlessChange } from "./harmless";
import { harmlessOf } from "./table";

/** What a change does that the table does not have. */
export interface Uncovered {
  /** What differs in ways that are not known to be harmless. */
  readonly paths: readonly PropertyPath[];
  /** What differs and is hidden, so that nobody can say. */
  readonly hidden: readonly PropertyPath[];
  /** Whether anything that can be seen differs at all. */
  readonly differs: boolean;
}

export function uncoveredIn(resource: ResourceChange, plan: PlanContext): Uncovered {
  const { change } = resource;
  const after = withUnknowns(change.after, change.after_unknown);
  const paths = changedPaths(change, after);
  const changed: Changed = {
    resource,
    before: attributes(change.before),
    after: attributes(after),
    plan,
  };
  const isHidden = (path: PropertyPath) =>
    isMasked(change.before_sensitive, path) || isMasked(change.after_sensitive, path);
  const uncovered = paths.filter((path) => isHidden(path) || !isCovered(changed, path));
  return {
    paths: uncovered.filter((path) => !isHidden(path)),
    hidden: uncovered.filter(isHidden),
    differs: paths.length > 0,
  };
}

/** Whether a new resource changes nothing for those that are there. */
export function isHarmlessCreation(resource: ResourceChange, plan: PlanContext): boolean {
  const { creation } = harmlessOf(resource.type);
  const { after, after_unknown: unknowns } = resource.change;
  return (
    creation !== undefined &&
    (creation.when?.({ resource, after: attributes(withUnknowns(after, unknowns)), plan }) ?? true)
  );
}

function isCovered(changed: Changed, path: PropertyPath): boolean {
  const { type } = changed.resource;
  const difference: Difference = {
    ...changed,
    path,
    was: valueAt(changed.before, path),
    becomes: valueAt(changed.after, path),
  };
  const { computed = [], changes = [] } = harmlessOf(type);
  const listed: readonly HarmlessChange[] = /^aws_/.test(type)
    ? [...changes, ...OF_ANY_AWS_TYPE]
    : changes;
  return (
    (difference.becomes === UNKNOWN && computed.includes(String(path[0]))) ||
    listed.some(
      ({ attributes: names, when }) =>
        names.some((name) => isWithin(path, name)) && (when?.(difference) ?? true),
    )
  );
}

/** By names alone: indices of blocks and lists do not count. */
function isWithin(path: PropertyPath, name: string): boolean {
  const steps = path.filter((step) => typeof step === "string").join(".");
  return steps === name || steps.startsWith(`${name}.`);
}

function attributes(value: unknown): Readonly<Record<string, unknown>> {
  return isContainer(value) ? value : {};
}
