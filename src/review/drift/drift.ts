import type { Public, Redactor } from "../../redaction/redactor";
import { changedAttributes } from "../changes/attributes";
import { addressOf, byAddress, hasBoth } from "../changes/changes";
import type { Drift } from "../model";
import { actionOf } from "../plan/actions";
import type { Plan } from "../plan/plan-schema";
import { explainedDrift } from "./explained";

/** What was changed outside Terraform, in the order of addresses. */
export function driftOf(plan: Plan, stack: Public, redactor: Redactor): Drift[] {
  const explained = explainedDrift(plan);
  return byAddress(plan.resource_drift)
    .filter((resource) => actionOf(resource.change) !== "nothing")
    .map((resource) => ({
      stack,
      address: addressOf(resource, redactor),
      action: actionOf(resource.change),
      attributes: hasBoth(resource)
        ? changedAttributes(resource, redactor, explained(resource))
        : [],
    }))
    .filter(({ action, attributes }) => action !== "update" || attributes.length > 0);
}
