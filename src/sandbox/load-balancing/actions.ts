import { LOAD_BALANCER_ANSWER } from "../../simulation/target-selection";
import { answer, answerWithPage } from "./answers";
import type { Forward, ListenerAction } from "./configuration";
import { type Exchange, forward } from "./forwarding";
import { locationOf, type Redirect } from "./redirect";
import { keepAt, type StickyCookie, stuckTo } from "./stickiness";
import { byWeight } from "./target-choice";
import type { TargetGroup } from "./target-groups";
import type { World } from "./world";

/** The load balancer whose action it is. */
export interface ActingLoadBalancer {
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  /** The port of this machine at which clients find the listener of a port. */
  portOf(listenerPort: number): number | undefined;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html */
export async function act(
  action: ListenerAction,
  exchange: Exchange,
  loadBalancer: ActingLoadBalancer,
  world: World,
): Promise<void> {
  switch (action.type) {
    case "forward":
      return forwardToGroup(action, exchange, loadBalancer, world);
    case "redirect":
      return redirect(action, exchange, loadBalancer);
    case "fixed-response":
      return answer(
        exchange.outgoing,
        action.status,
        { "content-type": action.contentType },
        action.body,
      );
    case "unsupported":
      return answer(
        exchange.outgoing,
        501,
        { "content-type": "text/plain" },
        `the sandbox does not implement the listener action ${action.name}`,
      );
  }
}

async function forwardToGroup(
  action: Forward,
  exchange: Exchange,
  { targetGroups }: ActingLoadBalancer,
  world: World,
): Promise<void> {
  const { incoming, outgoing, connection, configuration } = exchange;
  const before = (name: StickyCookie) => stuckTo(incoming.headers.cookie, name);
  const group = targetGroups.get(chooseGroup(action, before("AWSALBTG"), world.random()) ?? "");
  const target = group && connection.node.choose(group, before("AWSALB"));
  if (!target) {
    const status = LOAD_BALANCER_ANSWER.noRegisteredTarget;
    const { name } = configuration;
    world.log.record("load-balancer.answered", {
      loadBalancer: name,
      status,
      node: connection.node.zone,
    });
    return answerWithPage(outgoing, status);
  }
  const cookie = (name: StickyCookie, id: string, durationMs: number | undefined) =>
    durationMs === undefined ? [] : keepAt(name, id, world.clock.wallMs(durationMs));
  const cookies = [
    ...cookie("AWSALB", target.registration.place.id, group.settings.stickinessMs),
    ...cookie("AWSALBTG", group.arn, action.stickinessMs),
  ];
  return forward(exchange, target, cookies, world);
}

/** By weight; a client that was given one before stays with it while it is among them. */
function chooseGroup(
  { targetGroups, stickinessMs }: Forward,
  before: string | undefined,
  share: number,
): string | undefined {
  const stays = stickinessMs !== undefined && targetGroups.some(({ arn }) => arn === before);
  const weights = targetGroups.map(({ weight }) => weight);
  return stays ? before : byWeight(targetGroups, weights, share)?.arn;
}

function redirect(
  action: Redirect,
  { incoming, outgoing, listener }: Exchange,
  loadBalancer: ActingLoadBalancer,
): void {
  const request = {
    scheme: listener.scheme,
    host: incoming.headers.host ?? "",
    port: listener.port,
    url: incoming.url ?? "/",
  };
  const location = locationOf(action, request, (port) => loadBalancer.portOf(port));
  answerWithPage(outgoing, action.status, { location });
}
