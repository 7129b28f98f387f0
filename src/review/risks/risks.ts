import {
  isContainer,
  type PropertyPath,
  UNKNOWN,
  valueAt,
  withUnknowns,
} from "../changes/property";
import { type Action, actionOf, isReplacement } from "../plan/actions";
import type { ResourceChange } from "../plan/plan-schema";
import { DETECTORS } from "./detectors";
import { policyFor } from "./policies";
import type { Risk } from "./risk";

/** What a person must see of one resource's change: that it goes, or that it gets weaker. */
export function risksOf(resource: ResourceChange): Risk[] {
  const action = actionOf(resource.change);
  return resource.mode === "data"
    ? []
    : [...lossOf(resource, action), ...weakeningsOf(resource, action)];
}

const HAPPENS = {
  destroy: "it is destroyed",
  replace: "it is destroyed, then created anew",
  "create-before-destroy": "it is created anew, then the old one is destroyed",
  "create-then-forget": "it is created anew, and the old one is left to nobody",
  forget: "Terraform forgets it, and it stays",
} as const;

function lossOf({ type, deposed }: ResourceChange, action: Action): Risk[] {
  if (action === "nothing" || action === "read" || action === "create" || action === "update") {
    return [];
  }
  if (deposed !== undefined) {
    return [{ level: "yes", what: "what an earlier replacement left is destroyed", paths: [] }];
  }
  const { [action]: level, why } = policyFor(type);
  return level === "safe" ? [] : [{ level, what: `${HAPPENS[action]}: ${why}`, paths: [] }];
}

function weakeningsOf({ type, change }: ResourceChange, action: Action): Risk[] {
  const after = withUnknowns(change.after, change.after_unknown);
  const detect = DETECTORS.get(type);
  const looked = action === "create" || action === "update" || isReplacement(action);
  if (!detect || !looked || !isContainer(after)) {
    return [];
  }
  const before = isContainer(change.before) ? change.before : undefined;
  const weakenings = detect(before, after).filter(
    ({ paths }) => action === "update" || paths.some((path) => isSettled(after, path)),
  );
  return [...new Set(weakenings.map(({ what }) => what))].map((what) => ({
    level: "yes",
    what,
    paths: weakenings.filter((weakening) => weakening.what === what).flatMap(({ paths }) => paths),
  }));
}

/** Of a new resource much is not known yet, and need not be. */
function isSettled(after: unknown, path: PropertyPath): boolean {
  return valueAt(after, path) !== UNKNOWN;
}
