import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  paginateListContainerInstances,
  paginateListTasks,
  type Service,
  type Task,
} from "@aws-sdk/client-ecs";
import type { AwsClients } from "../../topology/live/clients";
import { ofParts } from "../../topology/live/pages";
import { SERVICES_AT_ONCE } from "../../topology/live/services";
import type { EnvironmentScope } from "../environment-scope";
import type { ContainerInstanceState, ServiceState, TaskState } from "./observation";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const TASKS_AT_ONCE = 100;

/** Of each service; newest first. */
const EVENTS_KEPT = 20;

export async function readServiceStates(
  { ecs }: AwsClients,
  { cluster, services }: EnvironmentScope,
): Promise<ServiceState[]> {
  const found = await ofParts(
    services,
    SERVICES_AT_ONCE,
    async (part) =>
      (await ecs.send(new DescribeServicesCommand({ cluster, services: part }))).services ?? [],
  );
  return found.map(serviceState);
}

function serviceState(service: Service): ServiceState {
  const deployments = service.deployments ?? [];
  return {
    name: service.serviceName ?? "",
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    deployments: deployments.length,
    rolloutInProgress: deployments.some(({ rolloutState }) => rolloutState === "IN_PROGRESS"),
    targetGroupArns: (service.loadBalancers ?? []).flatMap(
      ({ targetGroupArn }) => targetGroupArn ?? [],
    ),
    events: (service.events ?? [])
      .slice(0, EVENTS_KEPT)
      .map(({ id = "", message = "" }) => ({ id, message })),
  };
}

/** Tasks that should run, or should have stopped; those that have ended are left out. */
export async function readTaskStates(
  { ecs }: AwsClients,
  { cluster, services }: EnvironmentScope,
): Promise<TaskState[]> {
  const arns: string[] = [];
  for (const serviceName of services) {
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      const pages = paginateListTasks({ client: ecs }, { cluster, serviceName, desiredStatus });
      for await (const { taskArns = [] } of pages) {
        arns.push(...taskArns);
      }
    }
  }
  const tasks = await ofParts(
    // A task may pass from one list to the other between two calls.
    [...new Set(arns)],
    TASKS_AT_ONCE,
    async (part) =>
      (await ecs.send(new DescribeTasksCommand({ cluster, tasks: part }))).tasks ?? [],
  );
  return tasks.map(taskState).filter(({ lastStatus }) => lastStatus !== "STOPPED");
}

function taskState(task: Task): TaskState {
  return {
    arn: task.taskArn ?? "",
    service: (task.group ?? "").replace(/^service:/, ""),
    zone: task.availabilityZone ?? "",
    containerInstanceArn: task.containerInstanceArn ?? "",
    lastStatus: task.lastStatus ?? "",
    desiredStatus: task.desiredStatus ?? "",
    memoryMiB: Number(task.memory ?? 0),
    cpuUnits: Number(task.cpu ?? 0),
    addresses: (task.attachments ?? []).flatMap(({ details = [] }) =>
      details.flatMap(({ name, value }) => (name === "privateIPv4Address" && value ? value : [])),
    ),
  };
}

export async function readContainerInstanceStates(
  { ecs }: AwsClients,
  { cluster }: EnvironmentScope,
): Promise<ContainerInstanceState[]> {
  const arns: string[] = [];
  for await (const page of paginateListContainerInstances({ client: ecs }, { cluster })) {
    arns.push(...(page.containerInstanceArns ?? []));
  }
  const found = await ofParts(
    arns,
    TASKS_AT_ONCE,
    async (part) =>
      (await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: part })))
        .containerInstances ?? [],
  );
  return found.map((instance) => ({
    arn: instance.containerInstanceArn ?? "",
    instanceId: instance.ec2InstanceId ?? "",
    status: instance.status ?? "",
    agentConnected: instance.agentConnected ?? false,
    remainingMemoryMiB: remaining(instance, "MEMORY"),
    remainingCpuUnits: remaining(instance, "CPU"),
    taskCount: (instance.runningTasksCount ?? 0) + (instance.pendingTasksCount ?? 0),
  }));
}

function remaining({ remainingResources = [] }: ContainerInstance, name: string): number {
  return remainingResources.find((resource) => resource.name === name)?.integerValue ?? 0;
}
