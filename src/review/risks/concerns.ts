import type { Public, Redactor } from "../../redaction/redactor";
import { describeAttribute, namePath } from "../changes/attributes";
import { addressOf, byAddress } from "../changes/changes";
import type { Concern } from "../model";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import type { Level } from "./risk";
import { risksOf } from "./risks";
import { plainReason } from "./terraform-reason";

const GRAVITY: readonly Level[] = ["blocked", "yes"];

/** What a person must see of a plan, the gravest first. */
export function concernsOf(plan: Plan, stack: Public, redactor: Redactor): Concern[] {
  return gravestFirst([
    ...byAddress(plan.resource_changes).flatMap((resource) =>
      concernsOfResource(resource, stack, redactor),
    ),
    ...plan.checks
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address }) =>
        plainConcern(stack, redactor.publish(address.to_display), "its check does not hold"),
      ),
    ...plan.action_invocations.map(({ address }) =>
      plainConcern(stack, redactor.publish(address), "it acts outside Terraform's state"),
    ),
  ]);
}

export function gravestFirst(concerns: readonly Concern[]): Concern[] {
  return [...concerns].sort(
    (one, other) => GRAVITY.indexOf(one.level) - GRAVITY.indexOf(other.level),
  );
}

function concernsOfResource(
  resource: ResourceChange,
  stack: Public,
  redactor: Redactor,
): Concern[] {
  const { type, action_reason: reason, change } = resource;
  return risksOf(resource).map(({ level, what, paths }) => ({
    level,
    stack,
    subject: addressOf(resource, redactor),
    what,
    attributes: paths.map((path) => describeAttribute(resource, path, redactor)),
    terraformReason: reason === undefined ? undefined : redactor.publish(plainReason(reason)),
    replacePaths: (change.replace_paths ?? []).map((path) => namePath(type, path, redactor)),
  }));
}

function plainConcern(stack: Public, subject: Public, what: string): Concern {
  return { level: "yes", stack, subject, what, attributes: [], replacePaths: [] };
}
