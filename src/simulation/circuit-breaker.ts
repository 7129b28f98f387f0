import { clamp } from "./choice";
import type { Deployment } from "./service-tasks";

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
 */
export interface CircuitBreakerSettings {
  readonly enable: boolean;
  readonly rollback: boolean;
}

const LEAST_THRESHOLD = 3;
const GREATEST_THRESHOLD = 200;

/**
 * How many failed tasks make a deployment fail: half the desired count, rounded up, from 3 to 200.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function failureThreshold(desiredCount: number): number {
  return clamp(Math.ceil(0.5 * desiredCount), LEAST_THRESHOLD, GREATEST_THRESHOLD);
}

/**
 * What became of a task of a deployment: `healthy`, or `failed` when it could not be launched, did
 * not become RUNNING, or failed its health checks and was stopped.
 */
export type TaskOutcome = "healthy" | "failed";

/**
 * The count of consecutively failed tasks after one more outcome; a healthy task resets it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
export function failedTasksAfter(failedTasks: number, outcome: TaskOutcome): number {
  return outcome === "failed" ? failedTasks + 1 : 0;
}

/** What the scheduler knows of a deployment when it judges its progress. */
export interface DeploymentProgress {
  readonly desiredCount: number;
  readonly failedTasks: number;
  /** Whether the service has reached its steady state. */
  readonly steady: boolean;
}

/**
 * How a deployment stands: COMPLETED at the first steady state, FAILED when the breaker is on and
 * the failed tasks reach the threshold, and neither is taken back.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function rolloutStateOf(
  deployment: Deployment,
  breaker: CircuitBreakerSettings,
  progress: DeploymentProgress,
): Deployment["rolloutState"] {
  if (deployment.rolloutState !== "IN_PROGRESS") {
    return deployment.rolloutState;
  }
  if (progress.steady) {
    return "COMPLETED";
  }
  const tripped = progress.failedTasks >= failureThreshold(progress.desiredCount);
  return breaker.enable && tripped ? "FAILED" : "IN_PROGRESS";
}

/**
 * The deployment that a failed one is rolled back to: the last before it that completed. Without
 * one, or without rollback, the failed deployment stays and starts no more tasks.
 *
 * @param history all deployments of the service, the oldest first
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function rollbackTarget(
  failed: Deployment,
  history: readonly Deployment[],
  breaker: CircuitBreakerSettings,
): Deployment | undefined {
  const before = history.slice(
    0,
    history.findIndex(({ id }) => id === failed.id),
  );
  return breaker.enable && breaker.rollback && failed.rolloutState === "FAILED"
    ? before.findLast(({ rolloutState }) => rolloutState === "COMPLETED")
    : undefined;
}
