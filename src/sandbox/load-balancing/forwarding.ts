import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { LOAD_BALANCER_ANSWER } from "../../simulation/target-selection";
import { answerWithPage } from "./answers";
import type { ClientConnection } from "./client-connection";
import type { Listener, LoadBalancerConfiguration } from "./configuration";
import { forwardedHeaders, returnedHeaders } from "./headers";
import { IdleTimer } from "./idle-timer";
import type { NodeTarget } from "./node-target";
import type { World } from "./world";

/** A request on its way through a load balancer. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly connection: ClientConnection;
  readonly listener: Listener;
  readonly configuration: LoadBalancerConfiguration;
}

/** The client went away before it was answered; it shows in access logs alone. */
const CLIENT_CLOSED = 460;
/** The client sent no more of its request within the idle timeout. */
const REQUEST_TIMEOUT = 408;

/**
 * Sends a request on to a target and its answer back, both as they come. Where the target fails,
 * the load balancer answers itself and tries no other.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#load-balancer-http-error-codes
 */
export async function forward(
  exchange: Exchange,
  target: NodeTarget,
  cookies: readonly string[],
  world: World,
): Promise<void> {
  const { outgoing, configuration } = exchange;
  const abort = new AbortController();
  const idle = new IdleTimer(
    world.clock,
    () => configuration.idleTimeoutMs,
    () => abort.abort("idle"),
  );
  const clientLeft = () => outgoing.writableFinished || abort.abort("client closed");
  outgoing.once("close", clientLeft);
  target.outstanding++;
  try {
    await send(exchange, target, cookies, idle, abort.signal);
  } catch (error) {
    answerFailure(exchange, target, statusFor(error, abort.signal, exchange.incoming), world);
  } finally {
    target.outstanding--;
    outgoing.off("close", clientLeft);
    idle.stop();
  }
}

async function send(
  { incoming, outgoing, connection, listener, configuration }: Exchange,
  target: NodeTarget,
  cookies: readonly string[],
  idle: IdleTimer,
  signal: AbortSignal,
): Promise<void> {
  const { clientAddress } = connection;
  const { statusCode, headers, body } = await target.connections.request({
    method: incoming.method as "GET",
    path: incoming.url ?? "/",
    headers: forwardedHeaders(
      incoming.rawHeaders,
      { clientAddress, scheme: listener.scheme, port: listener.port },
      configuration.dropsInvalidHeaders,
    ),
    body: bodyOf(incoming, idle),
    signal,
  });
  idle.touch();
  outgoing.writeHead(statusCode, [...returnedHeaders(headers), ...cookies]);
  outgoing.flushHeaders();
  await pipeline(
    body.on("data", () => idle.touch()),
    outgoing,
  );
}

/** A stream apart: what ends the way to the target must not end the client's connection. */
function bodyOf(incoming: IncomingMessage, idle: IdleTimer): PassThrough | null {
  const { "content-length": length, "transfer-encoding": encoding } = incoming.headers;
  if (encoding === undefined && Number(length ?? 0) === 0) {
    return null;
  }
  const body = new PassThrough().on("data", () => idle.touch()).on("error", () => {});
  return incoming.pipe(body.pause());
}

function statusFor(error: unknown, signal: AbortSignal, incoming: IncomingMessage): number {
  if (signal.reason === "client closed") {
    return CLIENT_CLOSED;
  }
  if (signal.reason === "idle") {
    return incoming.complete ? LOAD_BALANCER_ANSWER.idleTimeout : REQUEST_TIMEOUT;
  }
  return (error as { code?: string }).code === "UND_ERR_CONNECT_TIMEOUT"
    ? LOAD_BALANCER_ANSWER.connectTimeout
    : LOAD_BALANCER_ANSWER.connectionBroken;
}

function answerFailure(
  { incoming, outgoing, connection, configuration }: Exchange,
  target: NodeTarget,
  status: number,
  world: World,
): void {
  if (outgoing.headersSent) {
    // Half an answer cannot be taken back: the client's connection is broken already.
    return;
  }
  world.log.record("load-balancer.answered", {
    loadBalancer: configuration.name,
    status,
    node: connection.node.zone,
    target: target.registration.place.id,
  });
  if (status !== CLIENT_CLOSED) {
    answerWithPage(outgoing, status, incoming.complete ? {} : { connection: "close" });
  }
}
