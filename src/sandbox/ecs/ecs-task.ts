import type { TaskRequirements } from "../../simulation/container-instance";
import type { PlacementStrategy } from "../../simulation/placement";
import type { PlacementLimits } from "../../simulation/placement-constraints";
import type { LastStatus } from "../../simulation/service-tasks";
import type { FleetInstance } from "../instance-fleet";

/** What a service runs. */
export interface TaskBlueprint {
  readonly service: string;
  readonly cluster: string;
  readonly deploymentId: string;
  readonly taskDefinitionArn: string;
  readonly networkMode: "bridge" | "host" | "awsvpc" | "none";
  readonly containers: readonly Container[];
  readonly requirements: TaskRequirements;
  readonly strategies: readonly PlacementStrategy[];
  readonly limits: PlacementLimits;
  readonly attachments: readonly Attachment[];
  readonly deregistrationDelayMs: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly containerPorts: readonly number[];
}

/** A port of a container behind a target group. */
export interface Attachment {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html */
export interface SandboxTask {
  readonly id: string;
  readonly arn: string;
  readonly blueprint: TaskBlueprint;
  readonly instance: FleetInstance;
  /** The instance's, or the task's own in awsvpc mode. */
  readonly address: string;
  readonly bindings: readonly PortBinding[];
  /** On top of the desired count, until it is healthy and one in a fuller zone has gone. */
  readonly startedForRebalancing: boolean;
  readonly createdAt: number;
  lastStatus: LastStatus;
  desiredStatus: "RUNNING" | "STOPPED";
  startedAtMs?: number;
  startedAt?: number;
  stoppedAt?: number;
  stopped?: StopCause;
  exitCode?: number;
}

/** Where a container's port is reached on the task's address. */
export interface PortBinding {
  readonly containerName: string;
  readonly containerPort: number;
  readonly hostPort: number;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
export interface StopCause {
  readonly code:
    | "TaskFailedToStart"
    | "EssentialContainerExited"
    | "ServiceSchedulerInitiated"
    | "UserInitiated"
    | "TerminationNotice";
  readonly reason: string;
}

export function bindingOf(task: SandboxTask, attachment: Attachment): PortBinding | undefined {
  return task.bindings.find(
    ({ containerName, containerPort }) =>
      containerName === attachment.containerName && containerPort === attachment.containerPort,
  );
}
