import type { Public, Redactor } from "../../redaction/redactor";
import { type AttributeChange, describeAttribute, namePath } from "../changes/attributes";
import { addressOf, byAddress } from "../changes/changes";
import type { PropertyPath } from "../changes/property";
import type { Concern } from "../model";
import { PlanContext } from "../plan/plan-context";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import { exposedOutputs } from "./outputs";
import type { Level } from "./risk";
import { risksOf } from "./risks";
import { plainReason } from "./terraform-reason";

const GRAVITY: readonly Level[] = ["blocked", "yes"];

/** What a person must see of a plan, the gravest first. */
export function concernsOf(
  plan: Plan,
  document: unknown,
  stack: Public,
  redactor: Redactor,
): Concern[] {
  const context = new PlanContext(plan, document);
  return gravestFirst([
    ...byAddress(plan.resource_changes).flatMap((resource) =>
      concernsOfResource(resource, context, stack, redactor),
    ),
    ...plan.checks
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address }) =>
        plainConcern(stack, redactor.publish(address.to_display), "its check does not hold"),
      ),
    ...exposedOutputs(plan).map((name) =>
      plainConcern(
        stack,
        redactor.publish(`output.${name}`),
        "its value was sensitive, and is shown in logs from now on",
      ),
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
  plan: PlanContext,
  stack: Public,
  redactor: Redactor,
): Concern[] {
  const { type, action_reason: reason, change } = resource;
  return risksOf(resource, plan).map(({ level, what, ofAttributes, paths }) => {
    const attributes = described(resource, paths, redactor);
    return {
      level,
      stack,
      subject: addressOf(resource, redactor),
      what: ofAttributes ? saidOf(attributes, what) : what,
      attributes,
      terraformReason: reason === undefined ? undefined : redactor.publish(plainReason(reason)),
      replacePaths: (change.replace_paths ?? []).map((path) => namePath(type, path, redactor)),
    };
  });
}

/** Each once: of what is not known to be public, different parts have the same name. */
function described(
  resource: ResourceChange,
  paths: readonly PropertyPath[],
  redactor: Redactor,
): AttributeChange[] {
  const byName = new Map<string, AttributeChange>();
  for (const path of paths) {
    const attribute = describeAttribute(resource, path, redactor);
    byName.set(attribute.name, attribute);
  }
  return [...byName.values()];
}

const MOST_NAMED = 4;
const LONGEST_NAME = 90;

/** @param what such as "not on a list" */
function saidOf(attributes: readonly AttributeChange[], what: string): string {
  const names = attributes.slice(0, MOST_NAMED).map(({ name }) => shortened(name));
  const more = attributes.length - names.length;
  const last = more > 0 ? `${more} more` : names.length > 1 ? names.pop() : undefined;
  const listed = last === undefined ? names.join() : `${names.join(", ")} and ${last}`;
  return `${listed} ${attributes.length > 1 ? "are" : "is"} ${what}`;
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function plainConcern(stack: Public, subject: Public, what: string): Concern {
  return { level: "yes", stack, subject, what, attributes: [], replacePaths: [] };
}
