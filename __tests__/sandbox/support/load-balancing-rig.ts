import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type {
  Action,
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { request } from "undici";
import { EventLog, type SandboxEvent } from "../../../src/sandbox/event-log";
import type { AwsRequest } from "../../../src/sandbox/gateway/aws-request";
import type { AwsResponse } from "../../../src/sandbox/gateway/aws-response";
import type { Handler } from "../../../src/sandbox/gateway/gateway";
import type { FleetInstance } from "../../../src/sandbox/instance-fleet";
import { LoadBalancers } from "../../../src/sandbox/load-balancing/load-balancers";
import { type Probe, probe } from "../../../src/sandbox/load-balancing/probe";
import { TargetGroupApi } from "../../../src/sandbox/load-balancing/target-group-api";
import { TargetGroups } from "../../../src/sandbox/load-balancing/target-groups";
import { Store } from "../../../src/sandbox/store";
import { ZonalShifts } from "../../../src/sandbox/zonal-shifts";
import { ZoneFaults } from "../../../src/sandbox/zone-faults";
import { SteppedClock } from "./stepped-clock";

export const LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-north-1:1:loadbalancer/app/web/1";
export const GROUP = "arn:aws:elasticloadbalancing:eu-north-1:1:targetgroup/web/1";
export const OTHER_GROUP = "arn:aws:elasticloadbalancing:eu-north-1:1:targetgroup/other/2";

/** What the store has; a test changes it and calls `reload`. */
export interface Stored {
  zones: string[];
  attributes: Record<string, string>;
  listeners: Listener[];
  rules: Rule[];
  group: TargetGroup;
  groupAttributes: Record<string, string>;
}

export const toGroup: Action = { Type: "forward", TargetGroupArn: GROUP };

/** Load balancing without a store and on a clock of its own, with real HTTP on loopback. */
export class Rig {
  readonly clock = new SteppedClock(() => this.settle());
  readonly log = new EventLog(this.clock);
  readonly events: SandboxEvent[] = [];
  readonly faults = new ZoneFaults(this.log);
  readonly instances = new Map<string, FleetInstance>();
  readonly stored: Stored;
  readonly targets: TargetGroups;
  readonly api: TargetGroupApi;
  readonly shifts: ZonalShifts;
  /** Targets that take a request and never answer; their checks are not waited for. */
  readonly silent = new Set<number>();
  readonly store = new Store("/nowhere", "eu-north-1");
  private readonly servers: Server[] = [];
  private checksUnderWay = 0;
  private loadBalancersOrNone?: LoadBalancers;

  private constructor(stored: Partial<Stored>) {
    this.stored = {
      zones: ["a", "b"],
      attributes: {},
      listeners: [{ ListenerArn: "http", Port: 80, Protocol: "HTTP", DefaultActions: [toGroup] }],
      rules: [],
      group: {
        TargetGroupName: "web",
        Protocol: "HTTP",
        Port: 80,
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
      },
      groupAttributes: {},
      ...stored,
    };
    this.log.onEvent((event) => this.events.push(event));
    this.store.elb.send = ((command: object) => Promise.resolve(this.answer(command))) as never;
    this.store.ec2.send = ((command: object) => Promise.resolve(this.answer(command))) as never;
    this.targets = new TargetGroups(this.store, this.instances, this.clock, this.log);
    this.api = new TargetGroupApi(this.targets, this.store, this.instances);
    this.shifts = new ZonalShifts(
      this.store,
      async () => this.loadBalancers.shiftable,
      this.clock,
      this.log,
    );
  }

  static async start(stored: Partial<Stored> = {}, random = Math.random): Promise<Rig> {
    const rig = new Rig(stored);
    rig.loadBalancersOrNone = await LoadBalancers.create(rig.store, rig.targets, {
      clock: rig.clock,
      log: rig.log,
      faults: rig.faults,
      shifts: rig.shifts,
      probe: rig.countingProbe(),
      random,
    });
    rig.shifts.onChange(() => rig.loadBalancers.follow());
    await rig.loadBalancers.reload();
    return rig;
  }

  get loadBalancers(): LoadBalancers {
    return this.loadBalancersOrNone as LoadBalancers;
  }

  stop(): void {
    this.loadBalancers.close();
    this.clock.stop();
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  /** `host:port`, as a client finds it by the load balancer's DNS name. */
  get address(): string {
    const listening = this.events.find(({ type }) => type === "load-balancer.listening");
    return String(listening?.["address"]);
  }

  async get(path = "/", headers: Record<string, string> = {}) {
    const answer = await request(`http://${this.address}${path}`, {
      headers: { connection: "close", ...headers },
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  /** Bodies of as many requests one after the other, each on a connection of its own. */
  async bodies(count: number): Promise<string[]> {
    const bodies: string[] = [];
    for (let each = 0; each < count; each++) {
      bodies.push((await this.get()).body);
    }
    return bodies;
  }

  /** A target that says its own name, or does what it is told; at first not checked by any node. */
  async target(
    name: string,
    {
      zone = "a",
      answer,
      group = GROUP,
    }: { zone?: string; answer?: RequestListener; group?: string } = {},
  ): Promise<{ port: number; server: Server }> {
    const server = createServer(answer ?? ((_, response) => response.end(name)));
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await this.targets.register(group, {
      id: name,
      instanceId: `i-${name}`,
      zone,
      subnetId: `subnet-${zone}`,
      address: "127.0.0.1",
      port,
    });
    return { port, server };
  }

  /** Lets every node check every target once. */
  async check(): Promise<void> {
    await this.clock.advance(5_000);
  }

  states(group = GROUP): Record<string, string> {
    return Object.fromEntries(this.targets.targetsOf(group).map(({ id, state }) => [id, state]));
  }

  /** One call of the target group API. @returns the XML of the answer */
  async call(action: string, form: Record<string, string> = {}): Promise<string> {
    const handler = this.api.handlers[`elasticloadbalancing:${action}`] as Handler;
    const body = new URLSearchParams({ Action: action, TargetGroupArn: GROUP, ...form });
    const { body: xml } = await callHandler(handler, { action, body: String(body) });
    return String(xml);
  }

  /** One call of the zonal shift API. @throws AwsError as the gateway would answer it */
  async callShift(method: string, path: string, input?: object) {
    const answer = await callHandler(this.shifts.handler, {
      method,
      url: path,
      body: input ? JSON.stringify(input) : "",
    });
    return JSON.parse(String(answer.body));
  }

  private countingProbe(): Probe {
    return async (target, check, path, clock) => {
      const answers = !path.isCut() && !this.silent.has(target.port);
      this.checksUnderWay += Number(answers);
      return probe(target, check, path, clock).finally(() => {
        this.checksUnderWay -= Number(answers);
      });
    };
  }

  /** Until what a timer set going has come to rest: all checks that will be answered are. */
  private async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) {
      await new Promise((again) => setImmediate(again));
      quiet = this.checksUnderWay > 0 ? 0 : quiet;
    }
  }

  private answer(command: object): object {
    const { zones, attributes, listeners, rules, group, groupAttributes } = this.stored;
    switch (command.constructor.name) {
      case "DescribeLoadBalancersCommand":
        return { LoadBalancers: [describedLoadBalancer(zones)] };
      case "DescribeLoadBalancerAttributesCommand":
        return { Attributes: pairs(attributes) };
      case "DescribeListenersCommand":
        return { Listeners: listeners };
      case "DescribeRulesCommand":
        return { Rules: rules };
      case "DescribeTargetGroupsCommand":
        return { TargetGroups: [group] };
      case "DescribeTargetGroupAttributesCommand":
        return { Attributes: pairs(groupAttributes) };
      case "DescribeAvailabilityZonesCommand":
        return { AvailabilityZones: ZONES };
      default:
        throw new Error(`the rig has no ${command.constructor.name}`);
    }
  }
}

export const ZONES = ["a", "b", "c"].map((zone) => ({ ZoneName: zone, ZoneId: `id-${zone}` }));

/** Calls a handler of the gateway, behind which the store answers "stored". */
export async function callHandler(
  handler: Handler,
  request: Partial<Omit<AwsRequest, "body">> & { readonly body: string },
): Promise<AwsResponse> {
  const whole: AwsRequest = {
    method: "POST",
    url: "/",
    headers: {},
    service: "test",
    region: "eu-north-1",
    action: "Test",
    protocol: "query",
    ...request,
    body: Buffer.from(request.body),
  };
  return handler(whole, async () => ({ status: 200, headers: {}, body: Buffer.from("stored") }));
}

/** The whole of a request's body. */
export async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function describedLoadBalancer(zones: readonly string[]): LoadBalancer {
  return {
    LoadBalancerArn: LOAD_BALANCER,
    LoadBalancerName: "web",
    DNSName: "web.elb.amazonaws.com",
    Type: "application",
    AvailabilityZones: zones.map((zone) => ({ ZoneName: zone, SubnetId: `subnet-${zone}` })),
  };
}

function pairs(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}
