import { isDeepStrictEqual } from "node:util";
import { isKnown } from "../../topology/knowable";
import type { Service, Topology } from "../../topology/model";
import { turnsOf } from "../../topology/relations/turns";
import type { Findings } from "./findings";
import { targetGroupPlan } from "./load-balancers";

/** Addresses of the target groups that take over from one with a release. */
export function alternatesTo(address: string, services: readonly Service[]): readonly string[] {
  return services
    .flatMap(pairsOf)
    .filter(({ own }) => own === address)
    .map(({ alternate }) => alternate)
    .filter(isKnown);
}

/**
 * What clients see depends on which of the two target groups takes the requests, which changes with
 * every release: it is predicted only where that makes no difference.
 */
export function compareAlternates(
  topology: Topology,
  services: readonly Service[],
  findings: Findings,
): void {
  for (const service of services) {
    for (const { own, alternate } of pairsOf(service)) {
      if (!isKnown(alternate)) {
        findings.missKnown(service.address, "its alternate target group", alternate);
        continue;
      }
      const [one, other] = [own, alternate].map((address) => {
        const group = topology.targetGroups.find((each) => each.address === address);
        return group && { ...targetGroupPlan(group, 0, findings), name: "" };
      });
      if (isDeepStrictEqual(one, other)) {
        findings.assume(`${alternate}, which takes turns with ${own}, is set up like it`);
      } else {
        findings.miss(
          `${service.address}: with a release ${alternate} takes over from ${own}, and it is set up differently: give both the same settings`,
        );
      }
    }
  }
}

function pairsOf({ attachments }: Service) {
  return turnsOf(attachments).flatMap(([{ targetGroup: own }, ...others]) =>
    isKnown(own) ? others.map(({ targetGroup: alternate }) => ({ own, alternate })) : [],
  );
}
