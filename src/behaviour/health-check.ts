/**
 * How a load balancer checks the targets of a target group. The timeout is less than the interval.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export interface HealthCheckSettings {
  /** From the start of one check to the start of the next, 5,000 to 300,000. */
  readonly intervalMs: number;
  /** How long a check waits for an answer until it has failed, 2,000 to 120,000. */
  readonly timeoutMs: number;
  /** Consecutive passes after which an unhealthy target is healthy, 2 to 10. */
  readonly healthyThreshold: number;
  /** Consecutive failures after which a target is unhealthy, 2 to 10. */
  readonly unhealthyThreshold: number;
}

/**
 * One target as *one* load balancer node sees it: every node checks by itself, at its own phase.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export interface TargetHealth {
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly consecutivePasses: number;
  readonly consecutiveFailures: number;
}

/** A target that was registered and not yet checked. */
export const REGISTERED: TargetHealth = {
  state: "initial",
  consecutivePasses: 0,
  consecutiveFailures: 0,
};

/** "After your target is registered, it must pass one health check to be considered healthy." */
const PASSES_OF_A_NEW_TARGET = 1;

/**
 * What a node thinks of the target after one more check.
 *
 * @param passed whether the target answered within the timeout with a code of the matcher
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function observe(
  health: TargetHealth,
  settings: HealthCheckSettings,
  passed: boolean,
): TargetHealth {
  const consecutivePasses = passed ? health.consecutivePasses + 1 : 0;
  const consecutiveFailures = passed ? 0 : health.consecutiveFailures + 1;
  const passesNeeded =
    health.state === "initial" ? PASSES_OF_A_NEW_TARGET : settings.healthyThreshold;
  const state = passed
    ? turn(health.state, "healthy", consecutivePasses >= passesNeeded)
    : turn(health.state, "unhealthy", consecutiveFailures >= settings.unhealthyThreshold);
  return { state, consecutivePasses, consecutiveFailures };
}

function turn(
  from: TargetHealth["state"],
  to: TargetHealth["state"],
  thresholdReached: boolean,
): TargetHealth["state"] {
  return thresholdReached ? to : from;
}

/** When something happens after a cause, in milliseconds. */
export interface TimeBounds {
  readonly bestMs: number;
  /** With a phase of the checks that is as likely as any other. */
  readonly meanMs: number;
  readonly worstMs: number;
}

/**
 * How a check of a dead target fails: `blackhole` answers nothing and costs the timeout, `refused`
 * (the port is closed, or an error is answered) fails at once.
 */
export type TargetFailure = "blackhole" | "refused";

/**
 * When one node takes a target for unhealthy after it died: the first failing check starts within
 * one interval, the last of the threshold (U − 1) intervals later, and a blackhole is known to have
 * failed only when its timeout is over: (U − 1)·I + T to U·I + T.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function detectionBounds(
  settings: Omit<HealthCheckSettings, "healthyThreshold">,
  failure: TargetFailure,
): TimeBounds {
  const { intervalMs, timeoutMs, unhealthyThreshold } = settings;
  return streakBounds(unhealthyThreshold, intervalMs, failure === "blackhole" ? timeoutMs : 0);
}

/**
 * When one node takes an unhealthy target for healthy after it answers again, its answer taken as
 * immediate: (H − 1)·I to H·I.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function recoveryBounds({ healthyThreshold, intervalMs }: HealthCheckSettings): TimeBounds {
  return streakBounds(healthyThreshold, intervalMs, 0);
}

function streakBounds(checks: number, intervalMs: number, lastCheckMs: number): TimeBounds {
  return {
    bestMs: (checks - 1) * intervalMs + lastCheckMs,
    meanMs: (checks - 0.5) * intervalMs + lastCheckMs,
    worstMs: checks * intervalMs + lastCheckMs,
  };
}
