import {
  type ContainerDefinition,
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type CapacityProvider as EcsCapacityProvider,
  type Service as EcsService,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { containerMemoryMiB } from "../../capacity/container-memory";
import { allKnown, known } from "../assembly/identity";
import { type Knowable, unknown } from "../knowable";
import type { CapacityProvider, ClusterAssociation, Service, Task } from "../model";
import type { AwsClients } from "./clients";
import { ofParts } from "./pages";
import { type LiveScope, NotFoundInAccount } from "./scope";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
export const SERVICES_AT_ONCE = 10;

const NOT_TOLD_LIVE = unknown("Terraform's own: not told by a live account");

/** The services as the API tells them. @throws NotFoundInAccount where one is missing */
export async function findServices(
  { ecs }: AwsClients,
  { cluster, services }: Pick<LiveScope, "cluster" | "services">,
): Promise<readonly EcsService[]> {
  const found = await ofParts(services, SERVICES_AT_ONCE, async (part) => {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: part }));
    return answer.services ?? [];
  }).catch((error: Error) => {
    throw error.name === "ClusterNotFoundException"
      ? new NotFoundInAccount(`no ECS cluster "${cluster}": check account and region`)
      : error;
  });
  const active = found.filter(({ status }) => status === "ACTIVE");
  const missing = services.find((name) => !active.some(({ serviceName }) => serviceName === name));
  if (missing !== undefined) {
    throw new NotFoundInAccount(
      `no active ECS service "${missing}" in the cluster "${cluster}": deploy the environment first`,
    );
  }
  return active;
}

export async function readServices(
  clients: AwsClients,
  found: readonly EcsService[],
): Promise<Service[]> {
  return Promise.all(
    found.map(async (service) => serviceOf(service, await readTask(clients, service))),
  );
}

function serviceOf(service: EcsService, task: Service["task"]): Service {
  const { deploymentConfiguration: deployment } = service;
  return {
    address: service.serviceArn ?? "",
    name: service.serviceName ?? unknown("not told"),
    cluster: service.clusterArn?.split("/").at(-1) ?? unknown("not told"),
    schedulingStrategy: service.schedulingStrategy ?? unknown("not told"),
    desiredCount: service.desiredCount ?? unknown("not told"),
    minimumHealthyPercent: deployment?.minimumHealthyPercent ?? 100,
    maximumPercent: deployment?.maximumPercent ?? 200,
    placementStrategies: (service.placementStrategy ?? []).map(({ type = "", field = "" }) => ({
      type,
      field,
    })),
    placementConstraints: (service.placementConstraints ?? []).map(
      ({ type = "", expression = "" }) => expression || type,
    ),
    zoneRebalancing: service.availabilityZoneRebalancing === "ENABLED",
    circuitBreaker: {
      enable: deployment?.deploymentCircuitBreaker?.enable ?? false,
      rollback: deployment?.deploymentCircuitBreaker?.rollback ?? false,
    },
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    capacityProviders: (service.capacityProviderStrategy ?? []).flatMap(
      ({ capacityProvider }) => capacityProvider ?? [],
    ),
    launchType: service.capacityProviderStrategy?.length ? undefined : service.launchType,
    attachments: (service.loadBalancers ?? []).map((attachment) => ({
      targetGroup: attachment.targetGroupArn ?? unknown("not told"),
      containerName: attachment.containerName ?? unknown("not told"),
      containerPort: attachment.containerPort ?? unknown("not told"),
    })),
    task,
    autoscaling: unknown("Application Auto Scaling is not read"),
    waitsFor: NOT_TOLD_LIVE,
    lifecycle: NOT_TOLD_LIVE,
  };
}

async function readTask({ ecs }: AwsClients, service: EcsService): Promise<Service["task"]> {
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition }),
  );
  return taskDefinition ? taskOf(taskDefinition) : unknown("the task definition is not told");
}

/** What a task of the definition asks for. */
export function taskOf(definition: TaskDefinition): Task {
  const containers = definition.containerDefinitions ?? [];
  const sum = (numbers: readonly (number | undefined)[]) =>
    numbers.reduce<number>((total, each) => total + (each ?? 0), 0);
  return {
    networkMode: definition.networkMode ?? "bridge",
    memoryMiB: definition.memory
      ? Number(definition.memory)
      : known(allKnown(containers.map(memoryOf)), sum),
    cpuUnits: Number(definition.cpu ?? sum(containers.map(({ cpu }) => cpu))),
    hostPorts: containers.flatMap(({ portMappings = [] }) =>
      portMappings.map(({ hostPort }) => hostPort ?? 0),
    ),
    volumes: (definition.volumes ?? []).map((volume) => ({
      name: volume.name ?? "",
      kind: volume.efsVolumeConfiguration
        ? "regional"
        : volume.host?.sourcePath
          ? "host"
          : volume.configuredAtLaunch || volume.fsxWindowsFileServerVolumeConfiguration
            ? "zonal"
            : "task",
    })),
  };
}

function memoryOf(container: ContainerDefinition): Knowable<number> {
  return (
    containerMemoryMiB(container) ??
    unknown(`container "${container.name}" has neither memory nor memoryReservation`)
  );
}

/** The capacity providers of the services, and what the cluster has of them. */
export async function readCapacityProviders(
  { ecs }: AwsClients,
  clusterName: string,
): Promise<{ providers: CapacityProvider[]; association: ClusterAssociation }> {
  const { clusters = [] } = await ecs.send(
    new DescribeClustersCommand({ clusters: [clusterName] }),
  );
  const names = clusters[0]?.capacityProviders ?? [];
  const { capacityProviders = [] } =
    names.length === 0
      ? {}
      : await ecs.send(new DescribeCapacityProvidersCommand({ capacityProviders: names }));
  return {
    providers: capacityProviders
      .filter(({ autoScalingGroupProvider }) => autoScalingGroupProvider)
      .map(capacityProvider),
    association: {
      address: clusters[0]?.clusterArn ?? "",
      cluster: clusterName,
      capacityProviders: names,
      capacityProvidersBefore: names,
      lifecycle: NOT_TOLD_LIVE,
    },
  };
}

function capacityProvider(provider: EcsCapacityProvider): CapacityProvider {
  const group = provider.autoScalingGroupProvider;
  const scaling = group?.managedScaling;
  return {
    address: provider.capacityProviderArn ?? "",
    name: provider.name ?? unknown("not told"),
    instanceGroup: group?.autoScalingGroupArn ?? unknown("not told"),
    managedScaling: {
      enabled: scaling?.status === "ENABLED",
      targetCapacityPercent: scaling?.targetCapacity ?? 100,
      minimumStep: scaling?.minimumScalingStepSize ?? 1,
      maximumStep: scaling?.maximumScalingStepSize ?? 10_000,
      warmupSeconds: scaling?.instanceWarmupPeriod ?? 300,
    },
    managedDraining: group?.managedDraining === "ENABLED",
    managedTerminationProtection: group?.managedTerminationProtection === "ENABLED",
  };
}
