import { record } from "../../topology/terraform/json";
import { actionOf, happens } from "./actions";
import { type Plan, planSchema } from "./plan-schema";
import { Unreviewable } from "./unreviewable";

/** The one that is understood: later minor versions only add to it. */
const FORMAT_MAJOR = "1";

/**
 * Reads a plan, or refuses it: what is broken, half done or of another format is never taken for a
 * plan that changes little.
 *
 * @param document the JSON that `terraform show -json` printed
 * @param name for people, to know which one is refused
 * @throws Unreviewable
 */
export function readPlan(document: unknown, name: string): Plan {
  try {
    return readWhole(document);
  } catch (error) {
    throw error instanceof Unreviewable ? new Unreviewable(`${name}: ${error.message}`) : error;
  }
}

function readWhole(document: unknown): Plan {
  refuseOtherFormats(record(document));
  const result = planSchema.safeParse(document);
  if (!result.success) {
    // Further steps may be names out of the plan.
    const [part] = result.error.issues[0]?.path ?? [];
    throw new Unreviewable(
      `"${String(part)}" is missing or not as Terraform writes it: make the JSON again with terraform show -json`,
    );
  }
  refuseHalfPlans(result.data);
  refuseUnknownActions(result.data);
  refuseUntoldChanges(result.data);
  return result.data;
}

function refuseOtherFormats(document: Readonly<Record<string, unknown>>): void {
  const version = document["format_version"];
  if (typeof version !== "string") {
    throw new Unreviewable(
      "it is not a plan: give what terraform show -json prints of a plan file",
    );
  }
  if (version.split(".")[0] !== FORMAT_MAJOR) {
    const named = /^[\d.]{1,12}$/.test(version) ? `"${version}"` : "that it names";
    throw new Unreviewable(
      `the format ${named} is not known, only ${FORMAT_MAJOR}.x: use a newer version of this program`,
    );
  }
  if (!("planned_values" in document) || !("configuration" in document)) {
    throw new Unreviewable(
      "it is not a plan: run terraform show -json on a plan file, not a state",
    );
  }
}

function refuseHalfPlans(plan: Plan): void {
  if (plan.errored) {
    throw new Unreviewable("Terraform failed while it planned: mend what it said, and plan again");
  }
  const deferred = plan.deferred_changes.length + plan.deferred_action_invocations.length;
  if (deferred > 0) {
    throw new Unreviewable(
      `the plan is not complete: Terraform put off ${deferred} changes until others are applied`,
    );
  }
  if (plan.complete === false) {
    throw new Unreviewable(
      "the plan is not complete: plan again without -target and without -exclude",
    );
  }
}

function refuseUnknownActions({ resource_changes: changes, resource_drift: drift }: Plan): void {
  for (const { change } of [...changes, ...drift]) {
    actionOf(change);
  }
}

/** Terraform says that there is something to apply, so it must be somewhere. */
function refuseUntoldChanges(plan: Plan): void {
  const told = [
    ...plan.resource_changes.filter(happens),
    ...Object.values(plan.output_changes).filter(({ actions }) => actions.join() !== "no-op"),
    ...plan.resource_drift,
    ...plan.action_invocations,
  ];
  if (plan.applyable === true && told.length === 0) {
    throw new Unreviewable(
      "Terraform would change something, but nothing says what: use a newer version of this program",
    );
  }
}
