import { WANTED } from "./json-file";
import type { Topology } from "./model";
import { bodies, isRecord, record, text } from "./terraform/json";

/** What a JSON document is, by what it holds. */
export type DocumentKind = "synthesized" | "plan" | "state" | "foreign";

export function kindOf(json: unknown): DocumentKind {
  if (!isRecord(json)) {
    return "foreign";
  }
  if ("format_version" in json) {
    return ["resource_changes", "planned_values", "configuration"].some((key) => key in json)
      ? "plan"
      : "values" in json
        ? "state"
        : "foreign";
  }
  if ("lineage" in json || ("serial" in json && "resources" in json)) {
    return "state";
  }
  return ["resource", "data", "module", "terraform"].some(
    // Terraform takes an array of bodies too.
    (key) => bodies(json[key]).length > 0,
  )
    ? "synthesized"
    : "foreign";
}

/** @throws Error naming the document, and what to give instead */
export function refuseUnlessSynthesized(json: unknown, name: string): void {
  const kind = kindOf(json);
  if (kind !== "synthesized") {
    throw refusal(name, kind);
  }
}

/** @throws Error naming the document, and what to give instead */
export function refuseUnlessPlan(json: unknown, name: string): void {
  const kind = kindOf(json);
  const { format_version, errored, complete, resource_changes } = record(json);
  if (kind !== "plan") {
    throw refusal(name, kind);
  }
  if (!/^1\./.test(text(format_version))) {
    throw new Error(
      `"${name}" has format ${JSON.stringify(format_version)}, and only 1.x is read: give a plan of another Terraform`,
    );
  }
  if (errored === true) {
    throw new Error(`"${name}" is of a plan that failed: mend what it reports, and plan again`);
  }
  if (complete === false) {
    throw new Error(`"${name}" is of a part of the plan: plan again without -target`);
  }
  if (!Array.isArray(resource_changes)) {
    throw new Error(`"${name}" has no resource_changes: ${WANTED}`);
  }
}

/** @throws Error in one plain line where a document is nested deeper than any program goes */
export function readWithin<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError
      ? new Error(`"${name}" is nested too deeply: ${WANTED}`)
      : error;
  }
}

export function refusal(name: string, kind: DocumentKind): Error {
  const what = {
    synthesized: "is synthesized JSON, not a plan",
    plan: "is a plan, not synthesized JSON",
    state: "is a Terraform state, which does not tell what will be",
    foreign: "is neither synthesized Terraform JSON nor a plan",
  }[kind];
  return new Error(`"${name}" ${what}: ${WANTED}`);
}

/** @throws Error where there is nothing to judge */
export function refuseWithoutService({ services }: Topology, name: string): void {
  if (services.length === 0) {
    throw new Error(`"${name}" has no aws_ecs_service: give the stack or the plan that has one`);
  }
}
