import { ACCOUNT } from "../store";
import type { SandboxTask } from "./ecs-task";
import type { Service } from "./service";

/** What DescribeServices gives of at most. */
const EVENTS_SHOWN = 100;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html */
export function describedService(
  service: Service,
  tasks: readonly SandboxTask[],
  region: string,
): object {
  const { cluster, forceNewDeployment: _, clientToken: __, ...input } = service.input;
  return {
    schedulingStrategy: "REPLICA",
    placementConstraints: [],
    serviceRegistries: [],
    ...input,
    ...counts(tasks),
    serviceArn: service.arn,
    clusterArn: clusterArn(region, cluster),
    status: service.status,
    createdAt: service.createdAt,
    taskDefinition: service.deployments[0]?.blueprint.taskDefinitionArn,
    events: service.events.slice(0, EVENTS_SHOWN),
    deployments: service.deployments.map((deployment) => ({
      id: deployment.id,
      status: deployment.status,
      rolloutState: deployment.rolloutState,
      rolloutStateReason: deployment.rolloutStateReason,
      taskDefinition: deployment.blueprint.taskDefinitionArn,
      createdAt: deployment.createdAt,
      updatedAt: deployment.createdAt,
      desiredCount: deployment.status === "PRIMARY" ? input.desiredCount : 0,
      failedTasks: deployment.failedTasks,
      ...counts(tasks.filter(({ blueprint }) => blueprint.deploymentId === deployment.id)),
    })),
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export function describedTask(task: SandboxTask, region: string): object {
  const { blueprint, instance, stopped } = task;
  return {
    taskArn: task.arn,
    clusterArn: clusterArn(region, blueprint.cluster),
    taskDefinitionArn: blueprint.taskDefinitionArn,
    containerInstanceArn: containerInstanceArn(region, blueprint.cluster, instance.id),
    availabilityZone: instance.zone,
    group: `service:${blueprint.service}`,
    startedBy: blueprint.deploymentId,
    launchType: "EC2",
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    cpu: String(blueprint.requirements.cpuUnits),
    memory: String(blueprint.requirements.memoryMiB),
    healthStatus: "UNKNOWN",
    connectivity: "CONNECTED",
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppedAt: task.stoppedAt,
    stopCode: stopped?.code,
    stoppedReason: stopped?.reason,
    containers: blueprint.containers.map(({ name, image }) => ({
      name,
      image,
      taskArn: task.arn,
      lastStatus: task.lastStatus,
      exitCode: task.exitCode,
      networkBindings: task.bindings
        .filter(({ containerName }) => containerName === name)
        .map(({ containerPort, hostPort }) => ({
          bindIP: "0.0.0.0",
          containerPort,
          hostPort,
          protocol: "tcp",
        })),
    })),
    attachments: [],
    tags: [],
  };
}

export function clusterArn(region: string, cluster: string): string {
  return `arn:aws:ecs:${region}:${ACCOUNT}:cluster/${cluster}`;
}

/** ECS gives each an id of its own; here the instance's, written as ECS writes its ids. */
export function containerInstanceArn(region: string, cluster: string, instanceId: string): string {
  const id = instanceId.replace(/^i-/, "").padStart(32, "0");
  return `arn:aws:ecs:${region}:${ACCOUNT}:container-instance/${cluster}/${id}`;
}

export function counts(tasks: readonly SandboxTask[]): {
  runningCount: number;
  pendingCount: number;
} {
  const count = (status: SandboxTask["lastStatus"]) =>
    tasks.filter(({ lastStatus }) => lastStatus === status).length;
  return { runningCount: count("RUNNING"), pendingCount: count("PENDING") };
}
