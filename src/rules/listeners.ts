import type { TargetAttachment, Topology } from "../topology/model";
import { whyNothingForwards } from "../topology/relations/forwarding";
import { turnsOf } from "../topology/relations/turns";
import { entrancesOfTargetGroup } from "./entrances";
import {
  broken,
  cannotTell,
  given,
  gravest,
  holds,
  type Judgement,
  notApplicable,
} from "./judgement";
import { rule } from "./rule";
import { services } from "./subjects";

export const requestsGetThrough = rule({
  id: "HA-LB-04",
  title: "a listener forwards to every service that has a target group",
  reason:
    "A listener that answers or redirects by itself, or a rule before it that takes every request, leaves healthy tasks without any.",
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
  remedy:
    "let the listener's default action or one of its rules forward to the target group, and no rule of a lower priority number take every request before it",
  on: services,
  judge: ({ attachments }, topology) =>
    gravest([
      notApplicable("behind no load balancer"),
      ...turnsOf(attachments).map((turn) => oneIsForwardedTo(turn, topology)),
    ]),
});

/** Of target groups that take turns, the idle one gets no requests until the next release. */
function oneIsForwardedTo(turn: readonly TargetAttachment[], topology: Topology): Judgement {
  const judgements = turn.map(({ targetGroup }) =>
    given([targetGroup], (address) => isForwardedTo(address, topology)),
  );
  const best = (["holds", "unknown"] as const)
    .map((each) => judgements.find(({ verdict }) => verdict === each))
    .find((judgement) => judgement !== undefined);
  return best ?? gravest(judgements);
}

function isForwardedTo(targetGroup: string, topology: Topology): Judgement {
  return given([entrancesOfTargetGroup(targetGroup, topology)], (entrances) => {
    if (entrances.length > 0) {
      return holds(entrances.map(({ address }) => address).join(", "));
    }
    return topology.loadBalancers.length === 0
      ? cannotTell("no load balancer was read")
      : broken(whyNothingForwards(targetGroup, topology));
  });
}
