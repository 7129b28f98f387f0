import { DrillError } from "../drill/drill-error";
import { identify } from "../drill/preflight/identity";
import { findStuck } from "../drill/stuck";
import { release } from "../drill/unstick";
import { agreed } from "./agreement";
import type { Session } from "./drill-session";

/** `ha drill --unstick` without a fault: finds what is stuck, asks, and lets go of it. */
export async function releaseStuck(session: Session, yes: boolean): Promise<void> {
  const { clients, scope, observer } = session;
  await identify(clients, scope);
  const stuck = findStuck(await observer.observe());
  if (stuck.length === 0) {
    console.log("nothing is stuck");
    return;
  }
  for (const { description } of stuck) {
    console.error(description);
  }
  await agreed(yes, "release all of it");
  const { done, refused } = await release(clients, scope, stuck);
  for (const line of done) {
    console.log(line);
  }
  if (refused.length > 0) {
    throw new DrillError(refused.join("\n"));
  }
}
