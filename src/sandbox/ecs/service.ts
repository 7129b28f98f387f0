import type { ServiceState } from "../../simulation/service-tasks";
import type { SandboxTask, TaskBlueprint } from "./ecs-task";

/** What CreateService and UpdateService say, given back as it was. */
export interface ServiceInput {
  readonly serviceName: string;
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly deploymentConfiguration?: {
    readonly minimumHealthyPercent?: number;
    readonly maximumPercent?: number;
    readonly deploymentCircuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
  };
  readonly healthCheckGracePeriodSeconds?: number;
  readonly loadBalancers?: readonly {
    readonly targetGroupArn?: string;
    readonly containerName?: string;
    readonly containerPort?: number;
  }[];
  readonly placementStrategy?: readonly { readonly type: string; readonly field?: string }[];
  readonly placementConstraints?: readonly {
    readonly type: string;
    readonly expression?: string;
  }[];
  readonly tags?: readonly Tag[];
  readonly forceNewDeployment?: boolean;
  readonly availabilityZoneRebalancing?: "ENABLED" | "DISABLED";
  readonly [other: string]: unknown;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface Deployment {
  readonly id: string;
  readonly blueprint: TaskBlueprint;
  readonly createdAt: number;
  status: "PRIMARY" | "ACTIVE";
  rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  rolloutStateReason: string;
  /** In a row; a healthy task sets it back. */
  failedTasks: number;
}

export interface Service {
  readonly arn: string;
  readonly createdAt: number;
  input: ServiceInput;
  status: "ACTIVE" | "DRAINING" | "INACTIVE";
  /** The last pass found no instance for a task. */
  placementFailed: boolean;
  /** The newest first; those before give way to it. */
  deployments: Deployment[];
  events: ServiceEvent[];
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

export type HealthOf = (task: SandboxTask) => "HEALTHY" | "UNHEALTHY" | "UNKNOWN";

/** The service as its scheduler's pure functions see it. */
export function stateOf(
  { input, placementFailed }: Service,
  primary: Deployment,
  tasks: readonly SandboxTask[],
  healthOf: HealthOf,
  nowMs: number,
): ServiceState {
  const { desiredCount, deploymentConfiguration, healthCheckGracePeriodSeconds } = input;
  return {
    desiredCount,
    minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100,
    maximumPercent: deploymentConfiguration?.maximumPercent ?? 200,
    healthCheckGracePeriodMs: (healthCheckGracePeriodSeconds ?? 0) * 1_000,
    primary,
    nowMs,
    placementFailed,
    tasks: tasks.map((task) => ({
      id: task.id,
      deploymentId: task.blueprint.deploymentId,
      zone: task.instance.zone,
      containerInstanceId: task.instance.id,
      lastStatus: task.lastStatus,
      desiredStatus: task.desiredStatus,
      health: healthOf(task),
      startedAtMs: task.startedAtMs,
      startedForRebalancing: task.startedForRebalancing,
      onDrainingInstance: task.instance.draining,
    })),
  };
}

/** The name at the end of an ARN, or the name itself. */
export function nameOf(nameOrArn = "default"): string {
  return nameOrArn.split("/").at(-1) as string;
}
