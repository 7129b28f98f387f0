export const LANES = ["new", "pooled"] as const;

/** `new`: a connection for each request, as most clients begin; `pooled`: one kept and used again. */
export type Lane = (typeof LANES)[number];

export type Failure =
  | "refused"
  | "reset"
  | "connect timeout"
  | "timeout"
  | "dns"
  | "tls"
  | "other"
  | `http ${number}`;

/** One request and its end; times in milliseconds since the drill began. */
export interface Sample {
  readonly lane: Lane;
  /** When it was due: a client that waits for its turn has begun to wait then. */
  readonly dueMs: number;
  /** From when it was due to its end, so that no stall of the prober is hidden. */
  readonly latencyMs: number;
  readonly status: number | undefined;
  /** Undefined where it was answered. */
  readonly failure: Failure | undefined;
}

/** A class for the code of an error from Node's network stack. */
export function failureOf(code: string | undefined, connected: boolean): Failure {
  switch (code) {
    case "ECONNREFUSED":
      return "refused";
    case "ECONNRESET":
    case "EPIPE":
      return "reset";
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return connected ? "timeout" : "connect timeout";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "dns";
    default:
      return /CERT|TLS|SSL|SIGNED|SIGNATURE|EPROTO/.test(code ?? "") ? "tls" : "other";
  }
}

/** Whoever asks sees an answer below 500 as the service's own. */
export function failureOfStatus(status: number): Failure | undefined {
  return status >= 500 ? `http ${status}` : undefined;
}
