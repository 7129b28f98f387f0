import { DrillError } from "../drill-error";
import { type FaultPlan, running } from "../fault/plan-fault";
import type { Sample } from "../probe/sample";
import type { Observation } from "../state/observation";
import { steadyChecks } from "./steady";

/**
 * The last look before the fault: a person may have taken long to agree to it.
 *
 * @throws DrillError where it is not as it was, or clients see errors already
 */
export function refuseChanged(
  { instanceIds }: FaultPlan,
  observation: Observation,
  samples: readonly Sample[],
): void {
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
  const failed = samples.filter(({ failure }) => failure !== undefined).length;
  if (failed > 0) {
    throw new DrillError(
      `${failed} of ${samples.length} requests failed before anything was taken away: nothing was touched; look into that first`,
    );
  }
}
