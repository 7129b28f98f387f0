import { DrillError } from "../drill/drill-error";
import { identify } from "../drill/preflight/identity";
import { findStuck } from "../drill/stuck";
import { release } from "../drill/unstick";
import { jsonOutput } from "../json-output";
import { agreed } from "./agreement";
import type { Session } from "./drill-session";
import { printResult } from "./result";

/** `ha drill --unstick` without a fault: finds what is stuck, asks, and lets go of it. */
export async function releaseStuck(
  session: Session,
  { yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean },
): Promise<void> {
  const { clients, scope, observer } = session;
  await identify(clients, scope);
  const stuck = findStuck(await observer.observe());
  if (stuck.length === 0) {
    printResult(json ? jsonOutput({ released: [], refused: [] }) : "nothing is stuck");
    return;
  }
  for (const { description } of stuck) {
    console.error(description);
  }
  await agreed(yes, "release all of it");
  const { done, refused } = await release(clients, scope, stuck);
  if (json) {
    printResult(jsonOutput({ released: done, refused }));
  } else if (done.length > 0) {
    printResult(done.join("\n"));
  }
  if (refused.length > 0) {
    throw new DrillError(refused.join("\n"));
  }
}
