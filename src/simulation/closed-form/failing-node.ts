import {
  BOOT_TO_REGISTERED,
  STOPPED_INSTANCE_NOTICED,
  TASK_REPLACEMENT,
  TASK_START,
  ZONAL_DNS_REMOVAL,
} from "../latencies";
import { DNS_TTL_MS } from "../run/client-dns";
import { at } from "../run/world";
import type { Scenario } from "../scenario";
import { besides, isBlind, livingViews, type Subject } from "./node-view";
import { firstOf, type Range, rangeOf, sumOf } from "./range";
import { shiftStarts, targetsOut } from "./targets-out";

/**
 * The node of the struck zone, where it can only fail: it was lost, or has dead targets only. It
 * does so until its last client has left it.
 */
export interface FailingNode {
  /** When the last client has left. */
  readonly leftMs: Range;
  /** The same, or before: when it may have a target again. */
  readonly endMs: Range;
}

const TTL: Range = { least: DNS_TTL_MS, most: DNS_TTL_MS };

export function failingNode(subject: Subject): FailingNode | undefined {
  const { deployment, group, scenario } = subject;
  const { loadBalancer } = at(deployment.targetGroups, group);
  const { zones } = at(deployment.loadBalancers, loadBalancer);
  const removal = rangeOf(ZONAL_DNS_REMOVAL);
  if (scenario.nodeLost && zones.includes(scenario.zone)) {
    const leftMs = sumOf(firstOf(removal, shiftStarts(scenario)), TTL);
    return { leftMs, endMs: leftMs };
  }
  if (!isBlind(livingViews(subject))) {
    return undefined;
  }
  // Whichever target group finds first that the node has nothing to send to.
  const found = besides(subject)
    .filter((each) => isBlind(livingViews(each)))
    .map(targetsOut);
  const leftMs = sumOf(firstOf(sumOf(firstOf(...found), removal), shiftStarts(scenario)), TTL);
  return {
    leftMs,
    endMs: { ...leftMs, least: Math.min(leftMs.least, zoneReturnsMs(scenario)) },
  };
}

/** When the struck zone may have a new task at the earliest. */
function zoneReturnsMs({ fault }: Scenario): number {
  switch (fault) {
    case "blackhole":
      return Number.POSITIVE_INFINITY;
    case "stop":
      return STOPPED_INSTANCE_NOTICED.minMs + BOOT_TO_REGISTERED.minMs + TASK_START.minMs;
    case "instance":
      return TASK_REPLACEMENT.minMs + TASK_START.minMs;
  }
}
