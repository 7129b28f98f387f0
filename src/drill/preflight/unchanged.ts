import { DrillError } from "../drill-error";
import { type FaultPlan, running } from "../fault/plan-fault";
import type { Observation } from "../state/observation";
import { steadyChecks } from "./steady";

/**
 * The last look before the fault: a person may have taken long to agree to it.
 *
 * @throws DrillError where it is not as it was
 */
export function refuseChanged({ instanceIds }: FaultPlan, observation: Observation): void {
  const there = running(observation).map(({ id }) => id);
  const changed = [
    ...steadyChecks(observation).flatMap(({ verdict, detail }) =>
      verdict === "refused" ? detail : [],
    ),
    ...instanceIds.flatMap((id) => (there.includes(id) ? [] : `${id} does not run`)),
  ];
  if (changed.length > 0) {
    throw new DrillError(
      `nothing was touched: it is not as it was when you were asked: ${changed.join("; ")}`,
    );
  }
}
