import { IMPAIRED_INSTANCE_REPLACED } from "../latencies";
import { DNS_TTL_MS } from "../run/client-dns";
import { at } from "../run/world";
import { type FailingNode, failingNode } from "./failing-node";
import { isDown, livingViews, mostNewcomers, type NodeView, type Subject } from "./node-view";
import { lastOf, NONE, type Range, withoutEnd } from "./range";
import { firstReplacementMs, siblings, targetsOut } from "./targets-out";

/** When the requests for one target group fail for the last time, and how many fail until then. */
export interface ErrorBounds {
  readonly endMs: Range;
  /** 1,000 is a second of all its requests. */
  readonly failedMs: Range;
}

/**
 * The closed form of the errors of one target group, where they end. They do when the last living
 * node has taken the last dead target out, and when the last client has left a node that can only
 * fail: a lost one, or one without cross-zone load balancing in the struck zone.
 */
export function errorBounds(subject: Subject): ErrorBounds {
  const { deployment, group, scenario } = subject;
  const views = livingViews(subject);
  if (isDown(views)) {
    const least = firstReplacementMs(siblings(subject), scenario);
    return { endMs: withoutEnd(least), failedMs: withoutEnd(least) };
  }
  const { loadBalancer } = at(deployment.targetGroups, group);
  const nodes = at(deployment.loadBalancers, loadBalancer).zones.length;
  const out = targetsOut(subject);
  const failing = failingNode(subject);
  const answering = views.filter(({ lost, left }) => lost === 0 || left > 0);
  const share = meanFailingShare(answering, 0);
  const diluted = meanFailingShare(answering, newcomers(subject, out));
  return {
    endMs: lastOf(share > 0 ? out : NONE, failing ? failing.endMs : NONE),
    failedMs: {
      least: failedMs(diluted, out.least, nodes, endsOf(failing, "least")),
      most: failedMs(share, out.most, nodes, endsOf(failing, "most")),
    },
  };
}

/** Of a request to any of the nodes, which are asked evenly, while the dead targets are not out. */
function meanFailingShare(views: readonly NodeView[], newcomers: number): number {
  const shares = views.map(({ lost, left }) => (lost === 0 ? 0 : lost / (lost + left + newcomers)));
  return views.length === 0 ? 0 : shares.reduce((sum, each) => sum + each, 0) / views.length;
}

/** How many new targets may stand beside the dead ones before these are out, at most. */
function newcomers(subject: Subject, out: Range): number {
  const onlyOnceOut =
    subject.scenario.fault === "blackhole" &&
    out.least < IMPAIRED_INSTANCE_REPLACED.minMs &&
    siblings(subject).length === 1;
  return onlyOnceOut ? 0 : mostNewcomers(subject);
}

/** Of a node that can only fail: until when it does, and when its last client leaves it. */
interface Ends {
  readonly failsUntilMs: number;
  readonly leftMs: number;
}

function endsOf(node: FailingNode | undefined, end: keyof Range): Ends {
  return { failsUntilMs: node?.endMs[end] ?? 0, leftMs: node?.leftMs[end] ?? 0 };
}

/** @param share that fails at the nodes that can still answer, until `outMs` */
function failedMs(
  share: number,
  outMs: number,
  nodes: number,
  { failsUntilMs, leftMs }: Ends,
): number {
  const asked = (untilMs: number) => clientsOfLeavingNode(untilMs, leftMs, nodes);
  return asked(failsUntilMs) + share * (outMs - asked(outMs));
}

/** Its share of the clients, over time: even until the DNS name changes, then less and less. */
function clientsOfLeavingNode(untilMs: number, leftMs: number, nodes: number): number {
  const changesMs = Math.max(0, leftMs - DNS_TTL_MS);
  const after = Math.min(Math.max(0, untilMs - changesMs), leftMs - changesMs);
  return (Math.min(untilMs, changesMs) + after - after ** 2 / (2 * DNS_TTL_MS)) / nodes;
}
