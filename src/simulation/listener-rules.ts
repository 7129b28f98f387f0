import ipaddr from "ipaddr.js";

/**
 * A rule of a listener: all of its conditions must hold, each by any one of its values.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export interface ListenerRule<Action> {
  /** 1 to 50,000; the lowest is evaluated first. */
  readonly priority: number;
  /** Patterns of the `host-header` condition; none means any host. */
  readonly hosts?: readonly string[];
  /** Patterns of the `path-pattern` condition; none means any path. */
  readonly paths?: readonly string[];
  /** Of the `http-request-method` condition; none means any method. */
  readonly methods?: readonly string[];
  /** CIDR blocks of the `source-ip` condition; none means any address. */
  readonly sourceCidrBlocks?: readonly string[];
  /** The `http-header` conditions, all of which must hold. */
  readonly headers?: readonly HeaderCondition[];
  /** The `query-string` conditions, all of which must hold. */
  readonly queries?: readonly (readonly QueryPattern[])[];
  readonly action: Action;
}

export interface HeaderCondition {
  readonly name: string;
  readonly patterns: readonly string[];
}

export interface QueryPattern {
  /** Any key where there is none. */
  readonly key?: string;
  readonly value: string;
}

export interface ListenerRequest {
  /** The Host header; a port in it does not matter. */
  readonly host: string;
  /** The request's target, with its query. */
  readonly path: string;
  /** @default GET */
  readonly method?: string;
  /** By name in lower case. @default none */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Of the connection, whatever X-Forwarded-For says. @default unknown, which is in no block */
  readonly sourceIp?: string;
}

/**
 * The action of the first rule by priority whose conditions hold, else the default action.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export function matchRule<Action>(
  rules: readonly ListenerRule<Action>[],
  defaultAction: Action,
  request: ListenerRequest,
): Action {
  const rule = rules
    .filter((candidate) => holds(candidate, request))
    .reduce<ListenerRule<Action> | undefined>(
      (first, next) => (first && first.priority <= next.priority ? first : next),
      undefined,
    );
  return rule ? rule.action : defaultAction;
}

/**
 * Paths and methods are case-sensitive, the path without its query; host names, header values and
 * query strings are not.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
function holds(rule: ListenerRule<unknown>, request: ListenerRequest): boolean {
  const host = request.host.replace(/:\d+$/, "");
  const [path = "", query = ""] = request.path.split(/\?(.*)/s);
  return (
    (rule.hosts?.some((pattern) => matchesAnyCase(pattern, host)) ?? true) &&
    (rule.paths?.some((pattern) => matchesPattern(pattern, path)) ?? true) &&
    (rule.methods?.includes(request.method ?? "GET") ?? true) &&
    (rule.sourceCidrBlocks?.some((block) => contains(block, request.sourceIp)) ?? true) &&
    (rule.headers?.every((condition) => headerHolds(condition, request)) ?? true) &&
    (rule.queries?.every((patterns) => queryHolds(patterns, query)) ?? true)
  );
}

function headerHolds({ name, patterns }: HeaderCondition, { headers }: ListenerRequest): boolean {
  const values = [headers?.[name.toLowerCase()] ?? []].flat();
  return values.some((value) => patterns.some((pattern) => matchesAnyCase(pattern, value)));
}

function queryHolds(patterns: readonly QueryPattern[], query: string): boolean {
  const pairs = query.split("&").map((pair) => pair.split(/=(.*)/s));
  return pairs.some(([key = "", value = ""]) =>
    patterns.some(
      (pattern) =>
        (pattern.key === undefined || matchesAnyCase(pattern.key, key)) &&
        matchesAnyCase(pattern.value, value),
    ),
  );
}

function contains(cidrBlock: string, address: string | undefined): boolean {
  if (address === undefined) {
    return false;
  }
  const [network, prefixLength] = ipaddr.parseCIDR(cidrBlock);
  // An IPv4 client of a socket for both families has an address that is mapped to IPv6.
  const parsed = ipaddr.process(address);
  return parsed.kind() === network.kind() && parsed.match(network, prefixLength);
}

function matchesAnyCase(pattern: string, value: string): boolean {
  return matchesPattern(pattern.toLowerCase(), value.toLowerCase());
}

/**
 * Whether a value matches a whole pattern: `*` stands for 0 or more characters, `?` for exactly 1.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function matchesPattern(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("?", ".")
    .replace(/\*+/g, ".*");
  return new RegExp(`^${source}$`, "s").test(value);
}
