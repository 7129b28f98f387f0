import {
  isContainer,
  type PropertyPath,
  UNKNOWN,
  valueAt,
  withUnknowns,
} from "../changes/property";
import { type Action, actionOf, isReplacement } from "../plan/actions";
import type { PlanContext } from "../plan/plan-context";
import type { ResourceChange } from "../plan/plan-schema";
import { DETECTORS } from "./detectors";
import { policyFor } from "./policies";
import type { Risk } from "./risk";
import { unlistedIn } from "./unlisted";
import { portsClosed } from "./ways/clients";

/**
 * What a person must see of one resource's change: that it goes, that it gets weaker, or that nothing
 * says that it is harmless.
 */
export function risksOf(resource: ResourceChange, plan: PlanContext): Risk[] {
  if (resource.mode === "data") {
    return [];
  }
  const action = actionOf(resource.change);
  const known = [
    ...lossOf(resource, action),
    ...closingOf(resource, plan),
    ...weakeningsOf(resource, action, plan),
  ];
  return [...known, ...unlistedIn(resource, plan, known)];
}

const HAPPENS = {
  destroy: "it is destroyed",
  replace: "it is destroyed, then created anew",
  "create-before-destroy": "it is created anew, then the old one is destroyed",
} as const;

/** What is forgotten is not lost: what losing it means is not said. */
const FORGETS = {
  "create-then-forget":
    "it is created again, and Terraform no longer manages the old one, which stays",
  forget: "Terraform no longer manages it, and it stays",
} as const;

function lossOf({ type, deposed }: ResourceChange, action: Action): Risk[] {
  if (action === "nothing" || action === "read" || action === "create" || action === "update") {
    return [];
  }
  if (deposed !== undefined) {
    const happens = action === "forget" ? "is forgotten, and stays" : "is destroyed";
    return [{ level: "yes", what: `what an earlier replacement left ${happens}`, paths: [] }];
  }
  const { [action]: level, why } = policyFor(type);
  const what =
    action === "forget" || action === "create-then-forget"
      ? FORGETS[action]
      : `${HAPPENS[action]}: ${why}`;
  return level === "safe" ? [] : [{ level, what, paths: [] }];
}

/** Who was let in to a load balancer is told by several resources together. */
function closingOf({ address }: ResourceChange, plan: PlanContext): Risk[] {
  return (portsClosed(plan).get(address) ?? []).map((port) => ({
    level: "blocked",
    what: `not everybody can reach port ${port} of the load balancer any more`,
    paths: [],
  }));
}

function weakeningsOf(resource: ResourceChange, action: Action, plan: PlanContext): Risk[] {
  const { type, change } = resource;
  const after = withUnknowns(change.after, change.after_unknown);
  const detect = DETECTORS.get(type);
  const looked = action === "create" || action === "update" || isReplacement(action);
  if (!detect || !looked || !isContainer(after)) {
    return [];
  }
  const before = isContainer(change.before) ? change.before : undefined;
  const weakenings = detect(before, after, { resource, plan }).filter(
    ({ paths }) => action === "update" || paths.some((path) => isSettled(after, path)),
  );
  return [...new Set(weakenings.map(({ what }) => what))].map((what) => {
    const alike = weakenings.filter((weakening) => weakening.what === what);
    return {
      level: alike.some(({ level }) => level === "blocked") ? "blocked" : "yes",
      what,
      paths: alike.flatMap(({ paths }) => paths),
    };
  });
}

/** Of a new resource much is not known yet, and need not be. */
function isSettled(after: unknown, path: PropertyPath): boolean {
  return valueAt(after, path) !== UNKNOWN;
}
