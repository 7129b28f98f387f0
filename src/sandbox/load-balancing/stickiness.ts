/**
 * The load balancer's own cookies: the target that a client stays with, and its target group. The
 * real ones are encrypted; these say in base64 what they hold.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#sticky-sessions
 */
export type StickyCookie = "AWSALB" | "AWSALBTG";

/** @returns what the client was given before, unless that is over */
export function stuckTo(cookies: string | undefined, name: StickyCookie): string | undefined {
  const sent = (cookies ?? "").split(/;\s*/).find((cookie) => cookie.startsWith(`${name}=`));
  const [id, expires] = Buffer.from(sent?.slice(name.length + 1) ?? "", "base64url")
    .toString("utf8")
    .split("|");
  return Number(expires) > Date.now() ? id : undefined;
}

/** The Set-Cookie headers that keep a client where it is, from now on for the time given. */
export function keepAt(name: StickyCookie, id: string, wallMs: number): string[] {
  const expires = Date.now() + wallMs;
  const value = Buffer.from(`${id}|${expires}`).toString("base64url");
  const cookie = `${value}; Expires=${new Date(expires).toUTCString()}; Path=/`;
  return [
    "Set-Cookie",
    `${name}=${cookie}`,
    // For requests from other sites, which browsers send no other cookie with.
    "Set-Cookie",
    `${name}CORS=${cookie}; SameSite=None; Secure`,
  ];
}
