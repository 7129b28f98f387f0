import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type SecureContext, TLSSocket } from "node:tls";
import { matchRule } from "../../simulation/listener-rules";
import { roundRobin } from "../../simulation/target-selection";
import { type ActingLoadBalancer, act } from "./actions";
import { ClientConnection } from "./client-connection";
import type { LoadBalancerConfiguration } from "./configuration";
import type { Exchange } from "./forwarding";
import { Link } from "./link";
import { LoadBalancerNode, type NodeOwner } from "./load-balancer-node";
import type { Scheme } from "./target-group-settings";
import type { TargetGroup } from "./target-groups";
import type { World } from "./world";

/** The limit of all headers of a request together. */
const MAXIMUM_HEADER_BYTES = 65_536;

/**
 * One load balancer at work. Its HTTP and its HTTPS listener share one port of this machine, which
 * stands for the addresses of all of its nodes: each connection lands on one that is in DNS.
 */
export class DataPlane implements NodeOwner, ActingLoadBalancer {
  targetGroups: ReadonlyMap<string, TargetGroup> = new Map();
  private nodes: readonly LoadBalancerNode[] = [];
  private nextNode = 0;
  private readonly tcp: Server;
  private readonly http: HttpServer;
  private readonly connections = new Set<ClientConnection>();
  private readonly byStream = new WeakMap<Duplex, ClientConnection>();
  private readonly schemes = new WeakMap<Duplex, Scheme>();

  private constructor(
    public configuration: LoadBalancerConfiguration,
    private readonly certificate: SecureContext,
    private readonly world: World,
  ) {
    this.tcp = createServer({ noDelay: true }, (socket) => this.accept(socket));
    this.http = createHttpServer(
      // The connection's own idle timeout does what these do, on the sandbox's clock.
      {
        requestTimeout: 0,
        headersTimeout: 0,
        keepAliveTimeout: 0,
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
      },
      (incoming, outgoing) => void this.serve(incoming, outgoing),
    );
  }

  static async open(
    configuration: LoadBalancerConfiguration,
    certificate: SecureContext,
    world: World,
  ): Promise<DataPlane> {
    const plane = new DataPlane(configuration, certificate, world);
    await new Promise<void>((resolve) => plane.tcp.listen(0, "127.0.0.1", resolve));
    return plane;
  }

  /** Where clients reach it; stands in for its DNS name. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  portOf(listenerPort: number): number | undefined {
    const { listeners } = this.configuration;
    return listeners.some(({ port }) => port === listenerPort) ? this.port : undefined;
  }

  /** Takes on what was changed: zones, attributes, listeners. */
  configure(
    configuration: LoadBalancerConfiguration,
    targetGroups: ReadonlyMap<string, TargetGroup>,
  ): void {
    this.configuration = configuration;
    this.targetGroups = targetGroups;
    const { places } = configuration;
    const isWanted = ({ place }: LoadBalancerNode) =>
      places.some(({ subnetId }) => subnetId === place.subnetId);
    for (const node of this.nodes.filter((each) => !isWanted(each))) {
      node.close();
    }
    this.nodes = places.map(
      (place) =>
        this.nodes.find((node) => node.place.subnetId === place.subnetId) ??
        new LoadBalancerNode(place, this, this.world),
    );
    this.follow();
  }

  /** Takes on targets that came or went. */
  follow(): void {
    for (const node of this.nodes) {
      node.follow();
    }
  }

  close(): void {
    this.tcp.close();
    for (const connection of this.connections) {
      connection.close();
    }
    for (const node of this.nodes) {
      node.close();
    }
  }

  private get port(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  /** Clients spread over the addresses of the DNS answer; where none is left, it holds all. */
  private landOn(): LoadBalancerNode | undefined {
    const listed = this.nodes.filter(({ address }) => address.isListed);
    const next = roundRobin(listed.length > 0 ? listed : this.nodes, this.nextNode);
    this.nextNode = next?.cursor ?? 0;
    return next?.target;
  }

  private accept(socket: Socket): void {
    const node = this.landOn();
    if (!node) {
      socket.destroy();
      return;
    }
    const link = new Link(socket, node.pathToClients);
    const connection = new ClientConnection(
      link,
      node,
      this.world.clock,
      () => this.configuration.idleTimeoutMs,
    );
    this.connections.add(connection);
    link.once("close", () => this.connections.delete(connection));
    connection.scheme().then((scheme) => this.speak(scheme, connection));
  }

  private speak(scheme: Scheme, connection: ClientConnection): void {
    if (!this.configuration.listeners.some((listener) => listener.scheme === scheme)) {
      connection.close();
      return;
    }
    const stream = scheme === "https" ? this.decrypted(connection) : connection.stream;
    this.byStream.set(stream, connection);
    this.schemes.set(stream, scheme);
    this.http.emit("connection", stream);
    connection.stream.resume();
  }

  private decrypted({ stream }: ClientConnection): Duplex {
    // A stream serves as well as a socket.
    const encrypted = new TLSSocket(stream as Socket, {
      isServer: true,
      secureContext: this.certificate,
      ALPNProtocols: ["http/1.1"],
    });
    // Such as a client that does not trust the certificate.
    return encrypted.on("error", () => stream.destroy());
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const connection = this.byStream.get(incoming.socket) as ClientConnection;
    const scheme = this.schemes.get(incoming.socket);
    const { configuration } = this;
    const listener = configuration.listeners.find((each) => each.scheme === scheme);
    if (!listener) {
      outgoing.destroy();
      return;
    }
    connection.beginRequest();
    outgoing.once("close", () => connection.endRequest());
    if (connection.ageMs >= configuration.clientKeepAliveMs) {
      outgoing.shouldKeepAlive = false;
    }
    const exchange: Exchange = { incoming, outgoing, connection, listener, configuration };
    const action = matchRule(listener.rules, listener.defaultAction, {
      host: incoming.headers.host ?? "",
      path: incoming.url ?? "/",
      method: incoming.method,
      headers: incoming.headers,
      sourceIp: connection.clientAddress,
    });
    await act(action, exchange, this, this.world).catch(() => outgoing.destroy());
  }
}
