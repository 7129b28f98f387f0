import { list, record } from "../../../topology/terraform/json";
import { UNKNOWN } from "../../changes/property";
import type { PlanContext } from "../../plan/plan-context";
import type { Attributes, Detector } from "../weakenings";
import { afterwards, forwardedAfter, forwardsTo, lastAction, takesAll } from "./forwarding";

/** A listener that moves to another port leaves its clients behind. */
export const portMoves: Detector = (before, after, { plan }) => {
  const [was, is] = [before?.["port"], after["port"]];
  if (!before || was === undefined || was === null || was === is) {
    return [];
  }
  const stillServed = listensOn(plan, before["load_balancer_arn"], was);
  return [
    {
      level: stillServed ? "yes" : "blocked",
      what: `clients that ask at port ${Number(was)} ${stillServed ? "get to another listener" : "are refused: nothing listens there any more"}`,
      paths: [["port"]],
    },
  ];
};

/** Whether something listens there after the plan, or may. */
function listensOn(plan: PlanContext, balancer: unknown, port: unknown): boolean {
  return afterwards(plan, "aws_lb_listener").some(
    (listener) =>
      [balancer, UNKNOWN].includes(listener["load_balancer_arn"]) &&
      [port, UNKNOWN].includes(listener["port"]),
  );
}

/** A listener, or a rule, that forwarded requests and no longer does. */
export function forwardingEnds(name: "default_action" | "action"): Detector {
  return (before, after, { plan }) => {
    const groups = before ? forwardsTo(lastAction(before, name)) : [];
    const action = lastAction(after, name);
    if (groups.length === 0 || action["type"] === "forward" || after[name] === UNKNOWN) {
      return [];
    }
    const elsewhere = forwardedAfter(plan);
    const isLost = !elsewhere.has(UNKNOWN) && groups.some((group) => !elsewhere.has(group));
    const paths = [[name]];
    switch (action["type"]) {
      case "fixed-response":
        return [
          {
            level: isLost ? "blocked" : "yes",
            what: "clients get a fixed answer, and the service no request",
            paths,
          },
        ];
      case "redirect":
        return [
          {
            level: isLost && leadsNowhere(action, before, plan) ? "blocked" : "yes",
            what: "clients are sent elsewhere",
            paths,
          },
        ];
      default:
        return [{ what: "requests are no longer forwarded as before", paths }];
    }
  };
}

/** To a port of the same load balancer where nothing listens. */
function leadsNowhere(
  action: Attributes,
  before: Attributes | undefined,
  plan: PlanContext,
): boolean {
  const { host, port } = record(list(action["redirect"])[0]);
  const balancer = before?.["load_balancer_arn"];
  const [number] = /^\d+$/.exec(String(port)) ?? [];
  return (
    host === "#{host}" &&
    number !== undefined &&
    balancer !== undefined &&
    !listensOn(plan, balancer, Number(number))
  );
}

/** One that is not known yet comes last, as AWS does it. */
function isBefore(priority: unknown, other: unknown): boolean {
  return typeof priority === "number" && !(typeof other === "number" && other < priority);
}

/** A rule that answers everything before any other can take it. */
export const shadowingRule: Detector = (before, after, { resource, plan }) => {
  const answersAll = (rule: Attributes | undefined) =>
    rule !== undefined && lastAction(rule, "action")["type"] === "fixed-response" && takesAll(rule);
  const isFirst = plan
    .ofType("aws_lb_listener_rule")
    .filter(({ address }) => address !== resource.address)
    .map(({ change }) => record(change.after))
    .filter(({ listener_arn: listener }) => listener === after["listener_arn"])
    .every(({ priority }) => isBefore(after["priority"], priority));
  return answersAll(after) && !answersAll(before)
    ? [
        {
          level: isFirst ? "blocked" : "yes",
          what: "it gives every request a fixed answer that no earlier rule takes",
          paths: [["action"], ["condition"], ["priority"]],
        },
      ]
    : [];
};
