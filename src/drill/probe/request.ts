import * as http from "node:http";
import * as https from "node:https";
import type { TcpSocketConnectOpts } from "node:net";
import { type Failure, failureOf, failureOfStatus, type Lane } from "./sample";

export interface Outcome {
  readonly status: number | undefined;
  readonly failure: Failure | undefined;
  readonly zone: string | undefined;
  readonly task: string | undefined;
}

export interface RequestOptions {
  /** On the wall clock. */
  readonly timeoutMs: number;
  /** Take any certificate, for a sandbox that has made its own. */
  readonly insecure: boolean;
}

/** A body that is longer tells of no zone, and is not kept. */
const KEPT_BYTES = 4_096;

/** Sends one GET after another by its lane, each with its end told in one word. */
export class Requester {
  private readonly pool: http.Agent;
  private readonly module: typeof http | typeof https;

  constructor(
    private readonly url: URL,
    private readonly options: RequestOptions,
  ) {
    this.module = url.protocol === "https:" ? https : http;
    this.pool = new this.module.Agent({ keepAlive: true });
  }

  send(lane: Lane): Promise<Outcome> {
    return new Promise((resolve) => {
      let connected = false;
      const fail = (failure: Failure) =>
        resolve({ status: undefined, failure, zone: undefined, task: undefined });
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
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= KEPT_BYTES) {
            chunks.push(chunk);
          }
        });
        response.on("error", () => {
          clearTimeout(timer);
          fail("reset");
        });
        response.on("end", () => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          const told = bytes <= KEPT_BYTES ? placeTold(Buffer.concat(chunks)) : {};
          resolve({ status, failure: failureOfStatus(status), zone: told.zone, task: told.task });
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

  close(): void {
    this.pool.destroy();
  }
}

/** `zone` and `task` of a JSON object, as the sandbox's tasks answer. */
function placeTold(body: Buffer): { readonly zone?: string; readonly task?: string } {
  try {
    const { zone, task } = JSON.parse(body.toString("utf8")) ?? {};
    return {
      zone: typeof zone === "string" ? zone : undefined,
      task: typeof task === "string" ? task : undefined,
    };
  } catch {
    return {};
  }
}
