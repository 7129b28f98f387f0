import type { IncomingMessage, ServerResponse } from "node:http";
import type { SecureContext } from "node:tls";
import { matchRule } from "../../simulation/listener-rules";
import { roundRobin } from "../../simulation/target-selection";
import { type ActingLoadBalancer, act } from "./actions";
import type { ClientConnection } from "./client-connection";
import { ClientPort, type PortOwner } from "./client-port";
import type { Listener, LoadBalancerConfiguration } from "./configuration";
import { LoadBalancerNode, type NodeOwner } from "./load-balancer-node";
import type { Scheme } from "./target-group-settings";
import type { TargetGroup } from "./target-groups";
import type { World } from "./world";

const USUAL_PORT = { http: 80, https: 443 } as const;

/**
 * One load balancer at work: its nodes, and the one port of this machine that stands for the
 * addresses of all of them.
 */
export class DataPlane implements NodeOwner, PortOwner, ActingLoadBalancer {
  targetGroups: ReadonlyMap<string, TargetGroup> = new Map();
  private nodes: readonly LoadBalancerNode[] = [];
  private nextNode = 0;
  private port?: ClientPort;
  private readonly stopListening: () => void;

  private constructor(
    public configuration: LoadBalancerConfiguration,
    private readonly world: World,
  ) {
    this.stopListening = world.faults.onChange(() => this.updateDns());
  }

  static async open(
    configuration: LoadBalancerConfiguration,
    certificate: SecureContext,
    world: World,
  ): Promise<DataPlane> {
    const plane = new DataPlane(configuration, world);
    plane.port = await ClientPort.listen(plane, certificate, world.clock);
    return plane;
  }

  /** Where clients reach it; stands in for its DNS name. */
  get address(): string {
    return `127.0.0.1:${this.port?.number}`;
  }

  portOf(listenerPort: number): number | undefined {
    const { listeners } = this.configuration;
    return listeners.some(({ port }) => port === listenerPort) ? this.port?.number : undefined;
  }

  /** Takes on what was changed: zones, attributes, listeners. */
  configure(
    configuration: LoadBalancerConfiguration,
    targetGroups: ReadonlyMap<string, TargetGroup>,
  ): void {
    this.configuration = configuration;
    this.targetGroups = targetGroups;
    const before = new Map(this.nodes.map((node) => [node.place.subnetId, node]));
    this.nodes = configuration.places.map(
      (place) => before.get(place.subnetId) ?? new LoadBalancerNode(place, this, this.world),
    );
    for (const node of before.values()) {
      if (!this.nodes.includes(node)) {
        node.close();
      }
    }
    this.follow();
  }

  /** Takes on targets that came, went or changed, and zonal shifts. */
  follow(): void {
    for (const node of this.nodes) {
      node.follow();
    }
    this.updateDns();
  }

  close(): void {
    this.stopListening();
    this.port?.close();
    for (const node of this.nodes) {
      node.close();
    }
  }

  /** Clients spread over the addresses of the DNS answer. */
  landOn(): LoadBalancerNode | undefined {
    const listed = this.nodes.filter(({ address }) => address.isListed);
    const next = roundRobin(listed.length > 0 ? listed : this.nodes, this.nextNode);
    this.nextNode = next?.cursor ?? 0;
    return next?.target;
  }

  speaks(scheme: Scheme): boolean {
    return this.listenerFor(scheme) !== undefined;
  }

  idleTimeoutMs(): number {
    return this.configuration.idleTimeoutMs;
  }

  serve(connection: ClientConnection, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { configuration } = this;
    const listener = this.listenerFor(connection.scheme);
    if (!listener) {
      outgoing.destroy();
      return;
    }
    if (connection.ageMs >= configuration.clientKeepAliveMs) {
      outgoing.shouldKeepAlive = false;
    }
    const action = matchRule(listener.rules, listener.defaultAction, {
      host: incoming.headers.host ?? "",
      path: incoming.url ?? "/",
      method: incoming.method,
      headers: incoming.headers,
      sourceIp: connection.clientAddress,
    });
    const exchange = { incoming, outgoing, connection, listener, configuration };
    act(action, exchange, this, this.world).catch(() => outgoing.destroy());
  }

  /** Where no node is fit for the DNS name, it names all of them. */
  private updateDns(): void {
    const fit = this.nodes.filter((node) => node.belongsInDns());
    for (const node of this.nodes) {
      node.address.want(fit.length === 0 || fit.includes(node), node.isShiftedAway);
    }
  }

  /** One port cannot tell two listeners of a protocol apart: the one on its usual port it is. */
  private listenerFor(scheme: Scheme): Listener | undefined {
    const listeners = this.configuration.listeners.filter((each) => each.scheme === scheme);
    return listeners.find(({ port }) => port === USUAL_PORT[scheme]) ?? listeners[0];
  }
}
