import type { Identified } from "./choice";

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export type LastStatus =
  | "PROVISIONING"
  | "PENDING"
  | "ACTIVATING"
  | "RUNNING"
  | "DEACTIVATING"
  | "STOPPING"
  | "DEPROVISIONING"
  | "STOPPED";

/**
 * A task of a service as its scheduler sees it. Whether the agent is connected is not part of it:
 * a task whose agent fell silent keeps its last status and is not replaced for that.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export interface ServiceTask extends Identified {
  readonly deploymentId: string;
  readonly zone: string;
  readonly containerInstanceId?: string;
  readonly lastStatus: LastStatus;
  readonly desiredStatus: "RUNNING" | "STOPPED";
  /**
   * By the target group: `UNKNOWN` until the first verdict. For a service without a load balancer
   * and container health checks, `HEALTHY`.
   */
  readonly health: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  /** When it became RUNNING, in milliseconds of virtual time; the grace period counts from here. */
  readonly startedAtMs?: number;
  /** Its container instance is DRAINING: the task is to run elsewhere. */
  readonly onDrainingInstance?: boolean;
  /** Started by zone rebalancing, on top of the desired count until it is healthy. */
  readonly startedForRebalancing?: boolean;
}

/**
 * A deployment of a service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
export interface Deployment extends Identified {
  /** PRIMARY is the newest; tasks of an ACTIVE one are being replaced by it. */
  readonly status: "PRIMARY" | "ACTIVE" | "INACTIVE";
  readonly rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
}

/** What the scheduler needs to know of a service in one pass. */
export interface ServiceState {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** How long unhealthy checks are ignored after a task has started. */
  readonly healthCheckGracePeriodMs: number;
  readonly primary: Deployment;
  readonly tasks: readonly ServiceTask[];
  readonly nowMs: number;
  /** The last pass wanted to start a task and no container instance could take it. */
  readonly placementFailed?: boolean;
}

/**
 * The least number of healthy tasks that the scheduler leaves, rounded up.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function minimumHealthyTasks(
  service: Pick<ServiceState, "desiredCount" | "minimumHealthyPercent">,
): number {
  return Math.ceil((service.desiredCount * service.minimumHealthyPercent) / 100);
}

/**
 * The greatest number of RUNNING and PENDING tasks that the scheduler starts up to, rounded down.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function maximumTasks(
  service: Pick<ServiceState, "desiredCount" | "maximumPercent">,
): number {
  return Math.floor((service.desiredCount * service.maximumPercent) / 100);
}

const PRESENT: readonly LastStatus[] = ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"];

/** The tasks that count towards maximumPercent: RUNNING or on the way there, to be stopped or not. */
export function countedTasks(tasks: readonly ServiceTask[]): readonly ServiceTask[] {
  return tasks.filter(({ lastStatus }) => PRESENT.includes(lastStatus));
}

/** Tasks that are to run, by how they stand. */
export interface Standing {
  /** RUNNING and healthy. */
  readonly healthy: readonly ServiceTask[];
  /** Not yet RUNNING, not yet checked, or unhealthy within the grace period. */
  readonly starting: readonly ServiceTask[];
  /** RUNNING, unhealthy, and the grace period over: to be replaced. */
  readonly unhealthy: readonly ServiceTask[];
}

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export function standingOf(
  tasks: readonly ServiceTask[],
  service: Pick<ServiceState, "healthCheckGracePeriodMs" | "nowMs">,
): Standing {
  const live = countedTasks(tasks).filter(({ desiredStatus }) => desiredStatus === "RUNNING");
  const by = (standing: keyof Standing) =>
    live.filter((task) => standingOfTask(task, service) === standing);
  return { healthy: by("healthy"), starting: by("starting"), unhealthy: by("unhealthy") };
}

function standingOfTask(
  { lastStatus, health, startedAtMs }: ServiceTask,
  { healthCheckGracePeriodMs, nowMs }: Pick<ServiceState, "healthCheckGracePeriodMs" | "nowMs">,
): keyof Standing {
  if (lastStatus !== "RUNNING" || health === "UNKNOWN") {
    return "starting";
  }
  if (health === "HEALTHY") {
    return "healthy";
  }
  return nowMs - (startedAtMs ?? nowMs) < healthCheckGracePeriodMs ? "starting" : "unhealthy";
}
