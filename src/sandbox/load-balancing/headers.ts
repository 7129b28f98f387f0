import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Names and values in turn, as they came over the wire. */
export type RawHeaders = readonly string[];

export interface ForwardedFor {
  readonly clientAddress: string;
  readonly scheme: string;
  /** Of the listener. */
  readonly port: number;
}

/**
 * A request's headers as the target gets them.
 *
 * @param dropInvalid leave out names with other characters than letters, digits and hyphens
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function forwardedHeaders(
  headers: RawHeaders,
  { clientAddress, scheme, port }: ForwardedFor,
  dropInvalid: boolean,
): string[] {
  const kept = endToEnd(headers).filter(([name]) => !dropInvalid || /^[A-Za-z0-9-]+$/.test(name));
  const sent = (wanted: string) => kept.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const before = sent("x-forwarded-for");
  const written = [
    ["X-Forwarded-For", before ? `${before}, ${clientAddress}` : clientAddress],
    ["X-Forwarded-Proto", scheme],
    ["X-Forwarded-Port", String(port)],
    ["X-Amzn-Trace-Id", traceId(sent("x-amzn-trace-id"))],
  ];
  return [...kept.filter(([name]) => !WRITTEN.has(name.toLowerCase())), ...written].flat();
}

/** A response's headers as the client gets them. */
export function returnedHeaders(headers: IncomingHttpHeaders): string[] {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().flatMap((value) => [name, value]),
  );
  return endToEnd(lines).flat();
}

const WRITTEN = new Set([
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-amzn-trace-id",
  // The client was told to go on before this; the target is sent the body anyway.
  "expect",
]);

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Without those of one connection, which end with it, and those that Connection names. */
function endToEnd(headers: RawHeaders): [string, string][] {
  const pairs = headers.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, headers[index + 1] ?? ""]] : [],
  );
  const named = pairs
    .filter(([name]) => name.toLowerCase() === "connection")
    .flatMap(([, value]) => value.split(",").map((each) => each.trim().toLowerCase()));
  return pairs.filter(([name]) => {
    const lower = name.toLowerCase();
    return !HOP_BY_HOP.has(lower) && !named.includes(lower);
  });
}

function traceId(given: string | undefined): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  const id = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  if (!given) {
    return `Root=${id}`;
  }
  return /\bRoot=/.test(given)
    ? `Self=${id};${given.replace(/\bSelf=[^;]*;?/, "")}`
    : `Root=${id};${given}`;
}
