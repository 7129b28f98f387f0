import { type Knowable, whenKnown } from "../topology/knowable";
import type { Service, Topology } from "../topology/model";
import { reasonsOf, waysOut } from "../topology/relations/ways-out";
import { groupsOf } from "./hosts";
import { allKnown, broken, cannotTell, given, holds, notApplicable } from "./judgement";
import { rule } from "./rule";
import { services } from "./subjects";

export const waysOutAreZonal = rule({
  id: "HA-NET-04",
  title: "no subnet goes out through another zone",
  reason:
    "A NAT gateway or NAT instance is lost with its zone: instances and tasks that are left behind it reach neither ECS nor their images, and nothing can be replaced.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
  remedy:
    'add a NAT gateway in each zone, and route each private subnet to that of its own; or one with availability_mode = "regional" (AWS provider 6.24 and later)',
  toldBy: ["synthesized", "plan"],
  on: services,
  judge: (service, topology) =>
    given([subnetsOf(service, topology)], (addresses) => {
      const ways = waysOut(addresses, topology);
      const [lost, unclear] = [reasonsOf(ways, "lost"), reasonsOf(ways, "unclear")];
      if (lost.length > 0) {
        return broken(lost.join("; "));
      }
      if (unclear.length > 0) {
        return cannotTell(unclear.join("; "));
      }
      return ways.some(({ state }) => state === "own")
        ? holds("each subnet has a way out of its own zone")
        : notApplicable("no way out is tied to a zone");
    }),
});

/** Where its instances and its tasks have their addresses. */
function subnetsOf(service: Service, topology: Topology): Knowable<readonly string[]> {
  return whenKnown(
    [groupsOf(service, topology), service.taskNetwork],
    (groups, network): Knowable<readonly string[]> =>
      whenKnown(
        [allKnown([...groups, ...(network ? [network] : [])].map(({ subnets }) => subnets))],
        (lists) => lists.flat(),
      ),
  );
}
