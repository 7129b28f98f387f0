import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type SecureContext, TLSSocket } from "node:tls";
import type { Clock } from "../clock";
import { ClientConnection } from "./client-connection";
import { Link } from "./link";
import type { LoadBalancerNode } from "./load-balancer-node";
import type { Scheme } from "./target-group-settings";

/** Whom the port is for. */
export interface PortOwner {
  /** The node that the next connection lands on. */
  landOn(): LoadBalancerNode | undefined;
  speaks(scheme: Scheme): boolean;
  idleTimeoutMs(): number;
  serve(connection: ClientConnection, incoming: IncomingMessage, outgoing: ServerResponse): void;
}

/** The limit of all headers of a request together. */
const MAXIMUM_HEADER_BYTES = 65_536;

/**
 * The port of this machine at which clients reach a load balancer, by HTTP and by HTTPS: the first
 * byte of a connection tells which.
 */
export class ClientPort {
  private readonly tcp: Server;
  private readonly http: HttpServer;
  private readonly open = new Set<ClientConnection>();
  private readonly byStream = new WeakMap<Duplex, ClientConnection>();

  private constructor(
    private readonly owner: PortOwner,
    private readonly certificate: SecureContext,
    private readonly clock: Clock,
  ) {
    this.tcp = createServer({ noDelay: true }, (socket) => this.accept(socket));
    this.http = createHttpServer(
      {
        // The connection's own idle timeout does what these do, on the sandbox's clock.
        requestTimeout: 0,
        headersTimeout: 0,
        keepAliveTimeout: 0,
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
      },
      (incoming, outgoing) => this.serve(incoming, outgoing),
    );
  }

  static async listen(
    owner: PortOwner,
    certificate: SecureContext,
    clock: Clock,
  ): Promise<ClientPort> {
    const port = new ClientPort(owner, certificate, clock);
    await new Promise<void>((resolve) => port.tcp.listen(0, "127.0.0.1", resolve));
    return port;
  }

  get number(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  close(): void {
    this.tcp.close();
    for (const connection of this.open) {
      connection.close();
    }
  }

  private accept(socket: Socket): void {
    const node = this.owner.landOn();
    if (!node) {
      socket.destroy();
      return;
    }
    const link = new Link(socket, node.pathToClients);
    const connection = new ClientConnection(link, node, this.clock, () =>
      this.owner.idleTimeoutMs(),
    );
    this.open.add(connection);
    link.once("close", () => this.open.delete(connection));
    link.once("data", (first: Buffer) => {
      link.pause();
      link.unshift(first);
      this.speak(first[0] === TLS_HANDSHAKE ? "https" : "http", connection);
    });
  }

  private speak(scheme: Scheme, connection: ClientConnection): void {
    if (!this.owner.speaks(scheme)) {
      connection.close();
      return;
    }
    connection.scheme = scheme;
    const stream = scheme === "https" ? this.decrypted(connection.link) : connection.link;
    this.byStream.set(stream, connection);
    this.http.emit("connection", stream);
    process.nextTick(() => connection.link.resume());
  }

  private decrypted(link: Link): Duplex {
    // A stream serves as well as a socket.
    const encrypted = new TLSSocket(link as unknown as Socket, {
      isServer: true,
      secureContext: this.certificate,
      ALPNProtocols: ["http/1.1"],
    });
    // Such as a client that does not trust the certificate.
    return encrypted.on("error", () => link.destroy());
  }

  private serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const connection = this.byStream.get(incoming.socket) as ClientConnection;
    connection.beginRequest();
    outgoing.once("close", () => connection.endRequest());
    this.owner.serve(connection, incoming, outgoing);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const TLS_HANDSHAKE = 0x16;
