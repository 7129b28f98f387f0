import type { TargetHealth } from "../behaviour/health-check";

/**
 * A target of a target group, with its state as the sending node sees it. A stopped instance is
 * `unused` (Target.InvalidState) and gets nothing, not even when the node fails open.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#target-health-states
 */
export interface RoutableTarget {
  readonly id: string;
  readonly zone: string;
  readonly state: TargetHealth["state"] | "draining" | "unused";
}

/**
 * The least healthy targets, as in `target_group_health.….minimum_healthy_targets`; too few by
 * either is too few.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-health
 */
export interface MinimumHealthyTargets {
  /** From 1. */
  readonly count: number;
  /** From 1 to 100 per cent of the registered targets. */
  readonly percentage: number | "off";
}

/** One healthy target is enough: what AWS sets where nothing is given. */
export const ONE_HEALTHY_TARGET: MinimumHealthyTargets = { count: 1, percentage: "off" };

export interface RoutingSettings {
  /** On: a node sends to every zone. Off: only to the targets of its own. */
  readonly crossZone: boolean;
  /** Below it the node sends to unhealthy targets too (`unhealthy_state_routing`). */
  readonly minimumHealthyTargets: MinimumHealthyTargets;
}

export interface TargetSelection<T> {
  /** Empty: the node answers 503. */
  readonly targets: readonly T[];
  readonly failedOpen: boolean;
}

/**
 * The targets to which the node of a zone sends new requests: the healthy ones, or all registered
 * ones where too few are healthy. A draining target gets no new request from the start.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-health
 */
export function selectTargets<T extends RoutableTarget>(
  targets: readonly T[],
  nodeZone: string,
  settings: RoutingSettings,
): TargetSelection<T> {
  const registered = targetsOfNode(targets, nodeZone, settings.crossZone);
  const healthy = registered.filter(({ state }) => state === "healthy");
  return isEnough(healthy.length, registered.length, settings.minimumHealthyTargets)
    ? { targets: healthy, failedOpen: false }
    : { targets: registered, failedOpen: registered.length > 0 };
}

/**
 * Whether the node of a zone stays in the load balancer's DNS name as far as its targets go
 * (`target_group_health.dns_failover`); the caller keeps all nodes where none would stay.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-health
 */
export function staysInDns(
  targets: readonly RoutableTarget[],
  nodeZone: string,
  crossZone: boolean,
  minimum: MinimumHealthyTargets,
): boolean {
  const registered = targetsOfNode(targets, nodeZone, crossZone);
  const healthy = registered.filter(({ state }) => state === "healthy");
  return isEnough(healthy.length, registered.length, minimum);
}

function targetsOfNode<T extends RoutableTarget>(
  targets: readonly T[],
  nodeZone: string,
  crossZone: boolean,
): readonly T[] {
  return targets.filter(
    ({ state, zone }) =>
      state !== "draining" && state !== "unused" && (crossZone || zone === nodeZone),
  );
}

/** Whether a node keeps to its healthy targets. */
export function isEnough(
  healthy: number,
  registered: number,
  minimum: MinimumHealthyTargets,
): boolean {
  const share = minimum.percentage === "off" ? 0 : minimum.percentage;
  return healthy >= minimum.count && healthy * 100 >= registered * share;
}

/**
 * The next target in turn and the cursor for the request after it.
 *
 * @param cursor what the last call returned, or any whole number from 0
 * @returns `undefined` where there is no target: the node answers 503
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#modify-routing-algorithm
 */
export function roundRobin<T>(
  targets: readonly T[],
  cursor: number,
): { readonly target: T; readonly cursor: number } | undefined {
  const index = cursor % Math.max(targets.length, 1);
  const target = targets[index];
  return target === undefined ? undefined : { target, cursor: index + 1 };
}

/**
 * The HTTP code that the load balancer itself answers; it does not try another target.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export const LOAD_BALANCER_ANSWER = {
  noRegisteredTarget: 503,
  /** The target refused the connection or reset it. */
  connectionBroken: 502,
  /** No connection within {@link CONNECT_TIMEOUT_MS}. */
  connectTimeout: 504,
  /** A connection, but no answer within the idle timeout. */
  idleTimeout: 504,
} as const;

/**
 * How long the load balancer waits for a connection to a target.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-504-issues
 */
export const CONNECT_TIMEOUT_MS = 10_000;
