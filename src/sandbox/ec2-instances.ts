import type { AwsRequest } from "./gateway/aws-request";
import { AwsError } from "./gateway/aws-response";
import { edited, type Item, itemsIn } from "./gateway/edited-xml";
import type { Handler, Handlers } from "./gateway/gateway";
import { parseForm } from "./gateway/query-form";
import type { FleetInstance, InstanceFleet } from "./instance-fleet";

/** What someone does to an instance through EC2 happens to what runs on it too. */
export function ec2InstanceHandlers(fleet: InstanceFleet): Handlers {
  return {
    "ec2:StartInstances": acting(
      fleet,
      { verb: "started", from: ["pending", "running", "stopped"] },
      (id) => fleet.noteStarted(id),
    ),
    "ec2:StopInstances": acting(
      fleet,
      { verb: "stopped", from: ["pending", "running", "stopped"] },
      (id) => fleet.lose(id, "stopped"),
    ),
    "ec2:RebootInstances": acting(fleet, { verb: "rebooted", from: ["pending", "running"] }, (id) =>
      fleet.noteRebooted(id),
    ),
    "ec2:TerminateInstances": acting(
      fleet,
      { verb: "terminated", from: ["pending", "running", "stopped", "terminated"] },
      (id) => fleet.lose(id, "terminated"),
    ),
    "ec2:DescribeInstances": filteredByZone,
  };
}

/** @throws AwsError, before the store hears of it, from a state that does not allow it */
function acting(
  fleet: InstanceFleet,
  allowed: { readonly verb: string; readonly from: readonly FleetInstance["state"][] },
  note: (id: string) => void,
): Handler {
  return async (request, passOn) => {
    const ids = idsIn(request);
    for (const id of ids) {
      const state = fleet.instances.get(id)?.state;
      if (state && !allowed.from.includes(state)) {
        throw new AwsError(
          "IncorrectInstanceState",
          `The instance '${id}' is not in a state from which it can be ${allowed.verb}.`,
        );
      }
    }
    const answer = await passOn();
    if (answer.status === 200) {
      ids.forEach(note);
    }
    return answer;
  };
}

function idsIn({ body }: AwsRequest): readonly string[] {
  return Object.values(parseForm(body)["InstanceId"] ?? {}).map(String);
}

/** The store compares this filter with something else, so it is applied to its answer. */
const filteredByZone: Handler = async (request, passOn) => {
  const form = new URLSearchParams(request.body.toString("utf8"));
  const [name] = [...form].find(([, value]) => value === "availability-zone") ?? [];
  const filter = /^Filter\.\d+\./.exec(name ?? "")?.[0];
  if (!filter) {
    return passOn();
  }
  const zones = [...form].flatMap(([key, value]) =>
    key.startsWith(`${filter}Value.`) ? [value] : [],
  );
  const answer = await passOn(withoutFilter(request, form, filter));
  return edited(answer, ({ reservationSet }) => keepZones(reservationSet, zones));
};

function withoutFilter(request: AwsRequest, form: URLSearchParams, filter: string): AwsRequest {
  const kept = [...form].filter(([key]) => !key.startsWith(filter));
  const body = Buffer.from(new URLSearchParams(kept).toString());
  return { ...request, body, headers: { ...request.headers, "content-length": `${body.length}` } };
}

function keepZones(reservationSet: unknown, zones: readonly string[]): void {
  const isIn = ({ placement }: Item) =>
    zones.includes(String((placement as Item | undefined)?.["availabilityZone"]));
  const reservations = itemsIn(reservationSet);
  for (const reservation of reservations) {
    reservation["instancesSet"] = { item: itemsIn(reservation["instancesSet"]).filter(isIn) };
  }
  const left = reservations.filter(({ instancesSet }) => itemsIn(instancesSet).length > 0);
  if (reservations.length > 0) {
    (reservationSet as Item)["item"] = left;
  }
}
