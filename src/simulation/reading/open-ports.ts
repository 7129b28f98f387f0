import { everyOf, isUnknown, whenKnown } from "../../topology/knowable";
import type { InstanceGroup, LoadBalancer, Service, Topology } from "../../topology/model";
import { mappedPorts, passage, portsUsed } from "../../topology/relations/open-ports";
import type { Findings } from "./findings";

/** Behind a closed port no target is healthy, whatever zone is lost: that is not simulated. */
export function noteClosedPorts(
  topology: Topology,
  service: Service,
  group: InstanceGroup,
  loadBalancers: readonly LoadBalancer[],
  findings: Findings,
): void {
  const ways = whenKnown([mappedPorts(service), service.taskNetwork], (ports, network) =>
    ports.map((range) =>
      loadBalancers.map((each) => passage(each, network ?? group, range, topology)),
    ),
  );
  if (isUnknown(ways)) {
    // Without its task or its network, nothing is simulated anyway, and that is said.
    return;
  }
  const open = ways.map((each) => everyOf(each.map((way) => way.open)));
  const closed = open.filter((each) => each === false).length;
  const seen = ways.flat().filter((way) => way.open === false);
  const why = [...new Set(seen.map((way) => way.seen))].join("; ");
  if (closed > open.length - portsUsed(service)) {
    findings.miss(`${service.address}: ${why}: no request would get to it`);
  } else if (closed > 0) {
    findings.assume(`${service.address} is asked at none of what is closed: ${why}`);
  }
  const [doubt] = open.filter(isUnknown);
  if (doubt) {
    findings.assume(
      `its security groups let requests through to ${service.address}: not known (${doubt.unknown})`,
    );
  }
}
