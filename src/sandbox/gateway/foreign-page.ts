import type { IncomingMessage } from "node:http";

/** A loopback address or name as a client writes it, with its port. */
const LOOPBACK = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})(?::(\d+))?$/i;

const HTTP_PORT = 80;
const SHOWN_CHARACTERS = 100;

/**
 * Why a request may come from a web page; undefined where no browser sends such a request for one.
 * A page may ask any port of this machine, and is stopped by its browser only from reading most
 * answers. Its requests carry `Origin` or `Sec-Fetch-Site`, and the name of another host where that
 * name was made to resolve to this machine (DNS rebinding).
 *
 * @param port of the gateway
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function foreignPage(
  { method, url = "", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  port: number,
): string | undefined {
  const { origin, host = "" } = headers;
  const site = headers["sec-fetch-site"];
  if (origin !== undefined) {
    return `a web page asks (Origin ${shown(origin)}), and none may use the sandbox`;
  }
  if (method === "OPTIONS") {
    return "OPTIONS asks whether a web page may use the sandbox, and none may";
  }
  // What a person opens in a browser is of no site.
  if (site !== undefined && site !== "none") {
    return `a web page asks (Sec-Fetch-Site ${shown(String(site))}), and none may use the sandbox`;
  }
  const [isLoopback, hostPort = HTTP_PORT] = LOOPBACK.exec(host) ?? [];
  if (isLoopback === undefined || Number(hostPort) !== port || !url.startsWith("/")) {
    return `the sandbox does not answer for ${shown(host)}: use the endpoint http://127.0.0.1:${port}`;
  }
  return undefined;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
}
