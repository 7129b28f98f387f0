import type { Topology } from "../../topology/model";
import { reasonsOf, waysOut } from "../../topology/relations/ways-out";
import type { Findings } from "./findings";

/** Without a way out, no task starts and no instance joins: that is not simulated. */
export function noteWaysOut(
  topology: Topology,
  user: string,
  subnets: readonly string[],
  findings: Findings,
): void {
  const ways = waysOut(subnets, topology);
  for (const why of reasonsOf(ways, "lost")) {
    findings.miss(`${user}: ${why}: nothing would be replaced there, which is not simulated`);
  }
  for (const why of reasonsOf(ways, "unclear")) {
    findings.assume(`${user} keeps its way out when a zone is lost: not known (${why})`);
  }
}
