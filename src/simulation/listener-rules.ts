/**
 * A rule of a listener: all of its conditions must hold, each by any one of its patterns.
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
  readonly action: Action;
}

export interface ListenerRequest {
  /** The Host header; a port in it does not matter. */
  readonly host: string;
  /** The request's target; a query in it does not matter. */
  readonly path: string;
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
 * A path is case-sensitive and is matched without its query; a host name is not case-sensitive.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
function holds(rule: ListenerRule<unknown>, request: ListenerRequest): boolean {
  const host = request.host.replace(/:\d+$/, "").toLowerCase();
  const path = request.path.replace(/\?.*$/s, "");
  return (
    (rule.hosts?.some((pattern) => matchesPattern(pattern.toLowerCase(), host)) ?? true) &&
    (rule.paths?.some((pattern) => matchesPattern(pattern, path)) ?? true)
  );
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
