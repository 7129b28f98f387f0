import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Dispatcher } from "undici";
import { type AccessKey, AccessKeys } from "./access-keys";
import { type AwsRequest, receive, recognise } from "./aws-request";
import { AwsError, type AwsResponse, errorResponse } from "./aws-response";
import { passOn } from "./backend";
import { foreignPage } from "./foreign-page";
import { mustBeSigned } from "./signature";

/** Answers one action in the store's stead, or corrects the store's answer. */
export type Handler = (
  request: AwsRequest,
  passOn: (changed?: AwsRequest) => Promise<AwsResponse>,
) => Promise<AwsResponse> | AwsResponse;

/** By `<service>:<action>`, such as `ecs:CreateService`. */
export type Handlers = Readonly<Record<string, Handler>>;

export interface GatewayOptions {
  /** The way to moto. */
  readonly store: Dispatcher;
  /** What callers have to sign with. */
  readonly accessKey: AccessKey;
  readonly handlers: Handlers;
  /** For all of a service's actions that have no handler of their own. @default none */
  readonly byService?: Readonly<Record<string, Handler>>;
  /** Services of which the store knows nothing: what has no handler is nobody's. @default none */
  readonly notInStore?: readonly string[];
}

/** One HTTP port that speaks the AWS API, to those who sign with a key of it and to no web page. */
export class Gateway {
  /** What was asked for and nobody implements, with how often. */
  readonly unimplemented = new Map<string, number>();
  private readonly server: Server;
  private readonly keys: AccessKeys;

  constructor(private readonly options: GatewayOptions) {
    this.keys = new AccessKeys(options.accessKey);
    this.server = createServer((incoming, outgoing) => {
      // A client that goes away in the middle of its request is answered by nobody.
      this.serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** @returns the URL that Terraform and the SDKs are given */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const foreign = foreignPage(incoming, this.port);
    // The body of a foreign request is not read: a page may send any amount.
    outgoing.shouldKeepAlive &&= foreign === undefined;
    const response =
      foreign === undefined ? await this.answerTo(incoming) : turnedAway(incoming, foreign);
    outgoing.writeHead(response.status, headersOf(response));
    outgoing.end(incoming.method === "HEAD" ? undefined : response.body);
  }

  private async answerTo(incoming: IncomingMessage): Promise<AwsResponse> {
    const request = await receive(incoming);
    try {
      await mustBeSigned({ ...request, headers: signableHeaders(incoming) }, this.keys);
    } catch (error) {
      return errorResponse(request.protocol, asAwsError(error));
    }
    const response = await this.answer(request);
    this.keys.learn(request, response);
    return response;
  }

  private async answer(request: AwsRequest): Promise<AwsResponse> {
    const { notInStore = [] } = this.options;
    const store = async (changed = request) =>
      this.checked(changed, await passOn(changed, this.options.store));
    const handler =
      this.options.handlers[`${request.service}:${request.action}`] ??
      this.options.byService?.[request.service];
    try {
      refuseDryRun(request);
      if (!handler && notInStore.includes(request.service)) {
        throw this.lacking(request);
      }
      return await (handler ? handler(request, store) : store());
    } catch (error) {
      return errorResponse(request.protocol, asAwsError(error));
    }
  }

  /** The store fails with a 5xx where it lacks an action, which a client would retry for minutes. */
  private checked(request: AwsRequest, response: AwsResponse): AwsResponse {
    if (response.status >= 500 || isUnknownPath(request, response)) {
      throw this.lacking(request);
    }
    return response;
  }

  private lacking({ service, action }: AwsRequest): AwsError {
    const name = `${service}:${action}`;
    this.unimplemented.set(name, (this.unimplemented.get(name) ?? 0) + 1);
    return new AwsError("UnsupportedOperation", `the sandbox does not implement ${name}`);
  }
}

function turnedAway({ method = "", url = "", headers }: IncomingMessage, why: string): AwsResponse {
  const { protocol } = recognise(method, url, headers, Buffer.alloc(0));
  return errorResponse(protocol, new AwsError("AccessDenied", why, 403));
}

/** A header that is sent more than once is signed as one. */
function signableHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(",")]),
  );
}

/**
 * Nobody lacks a permission here, so a dry run always would have succeeded; the store heeds it for a
 * few actions only, and does the others.
 */
function refuseDryRun({ service, body }: AwsRequest): void {
  if (service === "ec2" && new URLSearchParams(body.toString("latin1")).get("DryRun") === "true") {
    throw new AwsError(
      "DryRunOperation",
      "Request would have succeeded, but DryRun flag is set.",
      412,
    );
  }
}

/** The store's web framework answers for a path that no service has. */
function isUnknownPath(request: AwsRequest, response: AwsResponse): boolean {
  return (
    request.protocol === "rest-json" &&
    response.status === 404 &&
    response.body.toString("latin1").includes("<title>404 Not Found</title>")
  );
}

function asAwsError(error: unknown): AwsError {
  return error instanceof AwsError
    ? error
    : new AwsError("InternalFailure", `the sandbox failed: ${String(error)}`);
}

/**
 * A body may have been edited, so its length is counted anew and its checksum left out. The store
 * lets every web page read its answers; here none may.
 */
function headersOf({ headers, body }: AwsResponse): Record<string, string | string[] | number> {
  const kept = Object.entries(headers).filter(
    ([name]) => !REWRITTEN.has(name) && !name.startsWith("access-control-"),
  );
  // The answer to HEAD has a length, but no body to count.
  const length = body.length > 0 ? body.length : headers["content-length"];
  return { ...Object.fromEntries(kept), "content-length": length ?? 0 };
}

const REWRITTEN = new Set(["connection", "content-length", "transfer-encoding", "x-amz-crc32"]);
