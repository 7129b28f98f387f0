import type { Scheme } from "./target-group-settings";

/**
 * A redirect action; the parts may hold `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and
 * `#{query}` of the request.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions
 */
export interface Redirect {
  readonly status: 301 | 302;
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

export interface RedirectedRequest {
  readonly scheme: Scheme;
  /** The Host header, with a port or without. */
  readonly host: string;
  /** Of the listener. */
  readonly port: number;
  /** Path and query. */
  readonly url: string;
}

/**
 * Where a request is sent.
 *
 * @param reachable the port at which a client of this machine finds the listener of a port;
 *   undefined where the load balancer has no such listener
 */
export function locationOf(
  redirect: Redirect,
  { scheme, host, port, url }: RedirectedRequest,
  reachable: (listenerPort: number) => number | undefined,
): string {
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  const values: Readonly<Record<string, string>> = {
    protocol: scheme,
    host: host.replace(/:\d+$/, ""),
    port: String(port),
    path: path.replace(/^\//, ""),
    query,
  };
  const fill = (template: string) =>
    template.replace(/#\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const newHost = fill(redirect.host);
  const newPort = Number(fill(redirect.port));
  const samePlace = newHost === values["host"];
  const port_ = (samePlace ? reachable(newPort) : undefined) ?? newPort;
  const newQuery = fill(redirect.query);
  return `${fill(redirect.protocol).toLowerCase()}://${newHost}:${port_}${fill(redirect.path)}${newQuery && `?${newQuery}`}`;
}
