import * as http from "node:http";
import * as https from "node:https";
import type { TcpSocketConnectOpts } from "node:net";
import { type Failure, failureOf, failureOfStatus, type Lane } from "./sample";

export interface Outcome {
  readonly status: number | undefined;
  readonly failure: Failure | undefined;
  /** Where a redirect leads to. */
  readonly location?: string;
}

export interface RequestOptions {
  /** On the wall clock. */
  readonly timeoutMs: number;
  /** Take any certificate, for a sandbox that has made its own. */
  readonly insecure: boolean;
}

/** Sends one GET after another by its lane, each with its end told in one word. */
export class Requester {
  private pool: http.Agent;
  private readonly module: typeof http | typeof https;

  constructor(
    private readonly url: URL,
    private readonly options: RequestOptions,
  ) {
    this.module = url.protocol === "https:" ? https : http;
    this.pool = this.newPool();
  }

  send(lane: Lane): Promise<Outcome> {
    return new Promise((resolve) => {
      let connected = false;
      const fail = (failure: Failure) => resolve({ status: undefined, failure });
      const request = this.module.get(this.url, this.optionsFor(lane));
      // The socket's own timer begins anew with each byte; a client waits for the whole answer.
      const timer = setTimeout(() => {
        fail(connected ? "timeout" : "connect timeout");
        request.destroy();
      }, this.options.timeoutMs);
      request.on("socket", (socket) => {
        connected = !socket.connecting;
        if (!connected) {
          socket.once("connect", () => {
            connected = true;
          });
        }
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        fail(failureOf(error.code, connected));
      });
      request.on("response", (response) => {
        response.resume();
        response.on("error", () => {
          clearTimeout(timer);
          fail("reset");
        });
        response.on("end", () => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          const { location } = response.headers;
          resolve({ status, failure: failureOfStatus(status), location });
        });
      });
    });
  }

  private optionsFor(lane: Lane): https.RequestOptions {
    const connection: Pick<TcpSocketConnectOpts, "autoSelectFamily"> = {
      // One address, as the name's answer gives it: trying the others would hide a dead node.
      autoSelectFamily: false,
    };
    return {
      ...connection,
      agent: lane === "pooled" ? this.pool : false,
      rejectUnauthorized: !this.options.insecure,
      headers: { "user-agent": "ha-drill" },
    };
  }

  /** Begins anew with the kept connections: the other end may have closed them unseen. */
  renew(): void {
    this.pool.destroy();
    this.pool = this.newPool();
  }

  close(): void {
    this.pool.destroy();
  }

  private newPool(): http.Agent {
    return new this.module.Agent({ keepAlive: true });
  }
}
