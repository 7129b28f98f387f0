import { inLog } from "../../redaction/in-log";
import type { Review } from "../model";

/** The verdict for a log, where nothing out of a plan may move the cursor or speak to the runner. */
export function oneLine({ verdict, reason, furtherCauses }: Review): string {
  if (!reason) {
    return verdict;
  }
  const more = furtherCauses > 0 ? ` (and ${furtherCauses} more)` : "";
  return inLog(`${verdict}: ${reason.subject}: ${reason.text}${more}`);
}
