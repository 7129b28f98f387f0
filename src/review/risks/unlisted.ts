import type { PropertyPath } from "../changes/property";
import { actionOf, isImported, isReplacement } from "../plan/actions";
import type { PlanContext } from "../plan/plan-context";
import type { ResourceChange } from "../plan/plan-schema";
import { isHarmlessCreation, uncoveredIn } from "./harmless/covered";
import type { Risk } from "./risk";

const NOT_LISTED = "not on the list of harmless changes";
/** Other tags are harmless. */
const SELECTED_BY =
  "changed in keys that are not known yet, or that AWS or something in the plan goes by";

/**
 * What a change does that nothing says is harmless.
 *
 * @param flagged what was found to be worse already, in better words
 */
export function unlistedIn(
  resource: ResourceChange,
  plan: PlanContext,
  flagged: readonly Risk[],
): Risk[] {
  return [...importOf(resource), ...changeOf(resource, plan, flagged)];
}

function importOf({ change }: ResourceChange): Risk[] {
  return isImported(change)
    ? [confirm("Terraform takes it over from whatever managed it before")]
    : [];
}

function changeOf(resource: ResourceChange, plan: PlanContext, flagged: readonly Risk[]): Risk[] {
  const action = actionOf(resource.change);
  if (action === "create") {
    return flagged.length > 0 || isHarmlessCreation(resource, plan)
      ? []
      : [confirm(`a new ${resource.type} is ${NOT_LISTED}`)];
  }
  const losesIt = isReplacement(action) && flagged.some(({ paths }) => paths.length === 0);
  if (losesIt || !(action === "update" || isReplacement(action))) {
    return [];
  }
  const { paths, hidden, differs } = uncoveredIn(resource, plan);
  const told = flagged.flatMap((risk) => risk.paths);
  const untold = paths.filter((path) => !told.some((other) => overlap(path, other)));
  return [
    ...ofAttributes(
      untold.filter((path) => !isOfTags(resource, path)),
      NOT_LISTED,
    ),
    ...ofAttributes(
      untold.filter((path) => isOfTags(resource, path)),
      SELECTED_BY,
    ),
    ...ofAttributes(hidden, "sensitive: nobody can see what changes"),
    ...(differs || isReplacement(action)
      ? []
      : [confirm("it changes, and the plan does not show in what")]),
  ];
}

function isOfTags({ type }: ResourceChange, [name]: PropertyPath): boolean {
  return /^aws_/.test(type) && ["tags", "tags_all"].includes(String(name));
}

function confirm(what: string): Risk {
  return { level: "yes", what, paths: [] };
}

function ofAttributes(paths: readonly PropertyPath[], what: string): Risk[] {
  return paths.length > 0 ? [{ level: "yes", what, ofAttributes: true, paths }] : [];
}

/** Whether one is the other, or within it. */
function overlap(one: PropertyPath, other: PropertyPath): boolean {
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).every((step, index) => step === other[index]);
}
