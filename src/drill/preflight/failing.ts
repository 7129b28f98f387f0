import { DrillError } from "../drill-error";
import type { Sample } from "../probe/sample";

/**
 * Refuses to take anything away while clients see errors: each would count as the fault's.
 *
 * @param maxShare of the requests, which may fail all the same
 * @param state what was done so far, for people
 * @throws DrillError
 */
export function refuseFailing(samples: readonly Sample[], maxShare: number, state: string): void {
  const failed = samples.filter(({ failure }) => failure !== undefined);
  if (samples.length === 0) {
    throw new DrillError(
      `no request has ended before anything was to be taken away: ${state}; raise --rate`,
    );
  }
  if (failed.length > maxShare * samples.length) {
    const reasons = [...new Set(failed.map(({ failure }) => failure))].join(", ");
    throw new DrillError(
      `${failed.length} of ${samples.length} requests failed before anything was taken away: ${state} (${reasons}); each would count as the fault's: look into that first, or let some of them fail with --max-failed-before`,
    );
  }
}
