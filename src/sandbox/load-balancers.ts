import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Action,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { Agent, request as send } from "undici";
import { type ListenerRule, matchRule } from "../simulation/listener-rules";
import {
  CONNECT_TIMEOUT_MS,
  LOAD_BALANCER_ANSWER,
  ONE_HEALTHY_TARGET,
  roundRobin,
  selectTargets,
} from "../simulation/target-selection";
import type { Clock } from "./clock";
import type { EventLog } from "./event-log";
import type { AwsResponse } from "./gateway/aws-response";
import type { Handler, Handlers } from "./gateway/gateway";
import type { Store } from "./store";
import type { Target, TargetGroups } from "./target-groups";

/** What a listener does with the requests of a path or a host. */
interface Routing {
  readonly rules: readonly ListenerRule<Action>[];
  readonly defaultAction: Action;
}

interface DataPlane {
  readonly arn: string;
  readonly zones: readonly string[];
  readonly server: Server;
  /** Where clients reach it; stands in for its DNS name. */
  readonly address: string;
  /** Known until a listener or rule changes. */
  routing?: Routing;
  nextNode: number;
  readonly cursors: Map<string, number>;
}

/** Application Load Balancers: a real HTTP listener each, on loopback. */
export class LoadBalancers {
  /** By the DNS name that the store gave. */
  private readonly planes = new Map<string, DataPlane>();
  private readonly agent: Agent;

  constructor(
    private readonly store: Store,
    private readonly targets: TargetGroups,
    clock: Clock,
    private readonly log: EventLog,
  ) {
    this.agent = new Agent({ connect: { timeout: clock.wallMs(CONNECT_TIMEOUT_MS) } });
  }

  readonly handlers: Handlers = {
    "elasticloadbalancing:CreateLoadBalancer": async (_, passOn) => {
      const created = await passOn();
      await this.serveNew();
      return this.renamed(created);
    },
    "elasticloadbalancing:DescribeLoadBalancers": async (_, passOn) => this.renamed(await passOn()),
    "elasticloadbalancing:DeleteLoadBalancer": async (_, passOn) => {
      const deleted = await passOn();
      await this.closeDeleted();
      return deleted;
    },
    ...Object.fromEntries(
      [
        "CreateListener",
        "ModifyListener",
        "DeleteListener",
        "CreateRule",
        "ModifyRule",
        "DeleteRule",
      ].map((action) => [`elasticloadbalancing:${action}`, this.rerouting()]),
    ),
  };

  async close(): Promise<void> {
    for (const plane of this.planes.values()) {
      plane.server.closeAllConnections();
      plane.server.close();
    }
    await this.agent.destroy();
  }

  private rerouting(): Handler {
    return async (_, passOn) => {
      const answer = await passOn();
      for (const plane of this.planes.values()) {
        plane.routing = undefined;
      }
      return answer;
    };
  }

  private async serveNew(): Promise<void> {
    for (const { DNSName, LoadBalancerArn, AvailabilityZones } of await this.describe()) {
      if (DNSName && LoadBalancerArn && !this.planes.has(DNSName)) {
        const zones = (AvailabilityZones ?? []).flatMap(({ ZoneName }) =>
          ZoneName ? [ZoneName] : [],
        );
        const plane = await this.open(LoadBalancerArn, zones);
        this.planes.set(DNSName, plane);
        this.log.record("load-balancer.listening", {
          arn: LoadBalancerArn,
          address: plane.address,
        });
      }
    }
  }

  private async closeDeleted(): Promise<void> {
    const left = new Set((await this.describe()).map(({ DNSName }) => DNSName));
    for (const [name, plane] of this.planes) {
      if (!left.has(name)) {
        plane.server.closeAllConnections();
        plane.server.close();
        this.planes.delete(name);
      }
    }
  }

  private async describe() {
    const { LoadBalancers } = await this.store.elb.send(new DescribeLoadBalancersCommand({}));
    return LoadBalancers ?? [];
  }

  /** A client on this machine cannot resolve the store's names, but it can reach the listener. */
  private renamed(response: AwsResponse): AwsResponse {
    const body = response.body
      .toString("utf8")
      .replace(/(?<=<DNSName>)[^<]+/g, (name) => this.planes.get(name)?.address ?? name);
    return { ...response, body: Buffer.from(body) };
  }

  private async open(arn: string, zones: readonly string[]): Promise<DataPlane> {
    const server = createServer((incoming, outgoing) => {
      this.serve(plane, incoming, outgoing).catch(() => outgoing.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const plane: DataPlane = {
      arn,
      zones,
      server,
      address: `127.0.0.1:${port}`,
      nextNode: 0,
      cursors: new Map(),
    };
    return plane;
  }

  private async serve(plane: DataPlane, incoming: IncomingMessage, outgoing: ServerResponse) {
    plane.routing ??= await this.routingOf(plane.arn);
    const action = matchRule(plane.routing.rules, plane.routing.defaultAction, {
      host: incoming.headers.host ?? "",
      path: incoming.url ?? "/",
    });
    // Clients spread over the zones' addresses in the DNS answer.
    const node = plane.zones[plane.nextNode++ % plane.zones.length] as string;
    await this.act(plane, node, action, incoming, outgoing);
  }

  private async act(
    plane: DataPlane,
    node: string,
    action: Action,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    if (action.Type !== "forward" || !action.TargetGroupArn) {
      const status = action.RedirectConfig?.StatusCode === "HTTP_302" ? 302 : 301;
      outgoing
        .writeHead(status, { location: `https://${incoming.headers.host}${incoming.url}` })
        .end();
      return;
    }
    const target = this.choose(plane, node, action.TargetGroupArn);
    if (!target) {
      outgoing.writeHead(LOAD_BALANCER_ANSWER.noRegisteredTarget).end();
      return;
    }
    await this.forward(target, incoming, outgoing);
  }

  private choose(plane: DataPlane, node: string, targetGroupArn: string): Target | undefined {
    const { targets } = selectTargets(this.targets.targetsOf(targetGroupArn), node, {
      crossZone: true,
      minimumHealthyTargets: ONE_HEALTHY_TARGET,
    });
    const chosen = roundRobin(targets, plane.cursors.get(targetGroupArn) ?? 0);
    plane.cursors.set(targetGroupArn, chosen?.cursor ?? 0);
    return chosen?.target;
  }

  private async forward(target: Target, incoming: IncomingMessage, outgoing: ServerResponse) {
    try {
      const answer = await send(`http://${target.address}:${target.port}${incoming.url}`, {
        dispatcher: this.agent,
        method: (incoming.method ?? "GET") as "GET",
        body: incoming.method === "GET" || incoming.method === "HEAD" ? null : incoming,
      });
      const type = String(answer.headers["content-type"] ?? "text/plain");
      outgoing.writeHead(answer.statusCode, { "content-type": type });
      outgoing.end(Buffer.from(await answer.body.arrayBuffer()));
    } catch (error) {
      const timedOut = (error as { code?: string }).code === "UND_ERR_CONNECT_TIMEOUT";
      outgoing
        .writeHead(
          timedOut ? LOAD_BALANCER_ANSWER.connectTimeout : LOAD_BALANCER_ANSWER.connectionBroken,
        )
        .end();
    }
  }

  private async routingOf(arn: string): Promise<Routing> {
    const { Listeners = [] } = await this.store.elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: arn }),
    );
    const listener = Listeners.find(({ Port }) => Port === 80) ?? Listeners[0];
    if (!listener) {
      return { rules: [], defaultAction: {} as Action };
    }
    const { Rules = [] } = await this.store.elb.send(
      new DescribeRulesCommand({ ListenerArn: listener.ListenerArn as string }),
    );
    return {
      defaultAction: listener.DefaultActions?.[0] as Action,
      rules: Rules.filter(({ IsDefault }) => !IsDefault).map(ruleOf),
    };
  }
}

function ruleOf({ Priority, Conditions = [], Actions = [] }: Rule): ListenerRule<Action> {
  /** Undefined where the rule does not look at the field: it then takes any. */
  const valuesOf = (field: string) => {
    const condition = Conditions.find(({ Field }) => Field === field);
    return (
      condition?.PathPatternConfig?.Values ??
      condition?.HostHeaderConfig?.Values ??
      condition?.Values
    );
  };
  return {
    priority: Number(Priority),
    hosts: valuesOf("host-header"),
    paths: valuesOf("path-pattern"),
    action: Actions[0] as Action,
  };
}
