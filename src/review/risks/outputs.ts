import { record } from "../../topology/terraform/json";
import type { Plan } from "../plan/plan-schema";

/**
 * Names of outputs that were sensitive and no longer are. A plan marks an output as sensitive where it
 * was or is to be, so that only the configuration tells which.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/command/jsonplan/plan.go
 */
export function exposedOutputs({ output_changes: changes, configuration }: Plan): string[] {
  const configured = record(record(configuration.root_module)["outputs"]);
  return Object.entries(changes)
    .filter(
      ([name, { actions, before_sensitive: marked }]) =>
        !["no-op", "delete"].includes(actions.join()) &&
        marked === true &&
        record(configured[name])["sensitive"] !== true,
    )
    .map(([name]) => name)
    .sort();
}
