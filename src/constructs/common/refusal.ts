import type { Postcondition, Precondition } from "cdktf";

/**
 * A condition on what Terraform has looked up. The message is what a person reads at the plan:
 * lower case, the value quoted, what to do.
 */
export function refuseUnless(
  expression: string,
  errorMessage: string,
): Precondition & Postcondition {
  return { condition: `\${${expression}}`, errorMessage };
}
