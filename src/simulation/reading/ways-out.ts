import { isKnown } from "../../topology/knowable";
import type { DefaultRoute, Topology } from "../../topology/model";
import { reasonsOf, waysOut } from "../../topology/relations/ways-out";
import type { Findings } from "./findings";

const LEADS_OUT: readonly DefaultRoute["to"][] = ["internet-gateway", "nat-gateway"];

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
  const elsewhere = topology.subnets.filter(
    ({ address, defaultRoute }) =>
      subnets.includes(address) && isKnown(defaultRoute) && !LEADS_OUT.includes(defaultRoute.to),
  );
  if (elsewhere.length > 0) {
    const from = elsewhere.map(({ address }) => address).join(" and ");
    findings.assume(
      `${user} reaches AWS from ${from}: not known (no route to an Internet Gateway or NAT gateway)`,
    );
  }
  for (const why of reasonsOf(ways, "unclear")) {
    findings.assume(`${user} keeps its way out when a zone is lost: not known (${why})`);
  }
}
