import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { DescribeTargetGroupAttributesCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { containerMemoryMiB } from "../../capacity/container-memory";
import type { TaskRequirements } from "../../simulation/container-instance";
import { DEFAULT_STRATEGIES, type PlacementStrategy } from "../../simulation/placement";
import { AwsError } from "../gateway/aws-response";
import type { Store } from "../store";
import type { Attachment, Container, TaskBlueprint } from "./ecs-task";
import { limitsOf } from "./placement-constraints";
import type { ServiceInput } from "./service";

/**
 * What the tasks of a deployment are made from.
 *
 * @throws AwsError for a task definition that there is not, or a constraint that cannot be read
 */
export async function blueprintOf(
  store: Store,
  input: ServiceInput,
  deploymentId: string,
): Promise<TaskBlueprint> {
  const definition = await taskDefinition(store, input.taskDefinition);
  const containers = definition.containerDefinitions ?? [];
  const networkMode = (definition.networkMode ?? "bridge") as TaskBlueprint["networkMode"];
  const attachments = attachmentsOf(input);
  return {
    service: input.serviceName,
    cluster: input.cluster,
    deploymentId,
    taskDefinitionArn: definition.taskDefinitionArn ?? input.taskDefinition,
    networkMode,
    containers: containers.map(containerOf),
    requirements: requirementsOf(definition, containers, networkMode === "awsvpc"),
    strategies: strategiesOf(input),
    limits: limitsOf(input.placementConstraints ?? []),
    attachments,
    deregistrationDelayMs: await deregistrationDelayMs(store, attachments[0]?.targetGroupArn),
  };
}

async function taskDefinition(store: Store, name: string): Promise<TaskDefinition> {
  try {
    const { taskDefinition } = await store.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: name }),
    );
    return taskDefinition ?? {};
  } catch {
    throw new AwsError("ClientException", `Unable to describe task definition "${name}".`);
  }
}

function strategiesOf({ placementStrategy = [] }: ServiceInput): readonly PlacementStrategy[] {
  return placementStrategy.length === 0
    ? DEFAULT_STRATEGIES
    : (placementStrategy as readonly PlacementStrategy[]);
}

function attachmentsOf({ loadBalancers = [] }: ServiceInput): Attachment[] {
  return loadBalancers.flatMap(({ targetGroupArn, containerName = "", containerPort = 0 }) =>
    targetGroupArn ? [{ targetGroupArn, containerName, containerPort }] : [],
  );
}

function containerOf(definition: ContainerDefinition): Container {
  return {
    name: definition.name ?? "",
    image: definition.image ?? "",
    command: [...(definition.entryPoint ?? []), ...(definition.command ?? [])],
    environment: Object.fromEntries(
      (definition.environment ?? []).map(({ name = "", value = "" }) => [name, value]),
    ),
    containerPorts: (definition.portMappings ?? []).map(({ containerPort }) => containerPort ?? 0),
  };
}

function requirementsOf(
  task: TaskDefinition,
  containers: readonly ContainerDefinition[],
  awsvpc: boolean,
): TaskRequirements {
  const sum = (of: (container: ContainerDefinition) => number | undefined) =>
    containers.reduce((total, container) => total + (of(container) ?? 0), 0);
  return {
    memoryMiB: Number(task.memory ?? sum(containerMemoryMiB)),
    cpuUnits: Number(task.cpu ?? sum((container) => container.cpu)),
    hostPorts: awsvpc
      ? []
      : containers.flatMap((container) =>
          (container.portMappings ?? []).map((mapping) => mapping.hostPort ?? 0),
        ),
    networkInterfaces: awsvpc ? 1 : 0,
  };
}

async function deregistrationDelayMs(
  store: Store,
  targetGroupArn: string | undefined,
): Promise<number> {
  if (!targetGroupArn) {
    return 0;
  }
  const { Attributes } = await store.elb.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroupArn }),
  );
  const delay = Attributes?.find(({ Key }) => Key === "deregistration_delay.timeout_seconds");
  return Number(delay?.Value ?? 300) * 1_000;
}
