import { isRecord } from "../json";
import type { Value } from "../value";
import { evaluateText, type Scope } from "./expression";

/** The value of what is written in Terraform's JSON syntax. */
export function evaluate(written: unknown, scope: Scope): Value {
  if (typeof written === "string") {
    return evaluateText(written, scope);
  }
  if (Array.isArray(written)) {
    return written.map((entry) => evaluate(entry, scope));
  }
  if (isRecord(written)) {
    return Object.fromEntries(
      Object.entries(written).map(([name, entry]) => [name, evaluate(entry, scope)]),
    );
  }
  return typeof written === "number" || typeof written === "boolean" ? written : null;
}
