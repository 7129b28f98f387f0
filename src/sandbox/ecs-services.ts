import { randomUUID } from "node:crypto";
import { type ContainerDefinition, DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { DescribeTargetGroupAttributesCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { TaskRequirements } from "../simulation/container-instance";
import { TASK_REPLACEMENT } from "../simulation/latencies";
import type { PlacementStrategy } from "../simulation/placement";
import { isSteady, scheduleService } from "../simulation/service-scheduler";
import type { ServiceState } from "../simulation/service-tasks";
import { zoneToRebalanceTo } from "../simulation/zone-rebalancing";
import type { Clock } from "./clock";
import type { EcsTasks, SandboxTask, TaskBlueprint } from "./ecs-tasks";
import type { EventLog } from "./event-log";
import type { AwsRequest } from "./gateway/aws-request";
import { AwsError, jsonResponse } from "./gateway/aws-response";
import type { Handler, Handlers } from "./gateway/gateway";
import { ACCOUNT, type Store } from "./store";

/** What CreateService and UpdateService say, given back as it was. */
interface ServiceInput {
  readonly serviceName: string;
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly deploymentConfiguration?: { minimumHealthyPercent?: number; maximumPercent?: number };
  readonly healthCheckGracePeriodSeconds?: number;
  readonly loadBalancers?: readonly {
    targetGroupArn?: string;
    containerName?: string;
    containerPort?: number;
  }[];
  readonly placementStrategy?: readonly { type: string; field?: string }[];
  readonly tags?: readonly { key: string; value: string }[];
  readonly forceNewDeployment?: boolean;
  readonly availabilityZoneRebalancing?: "ENABLED" | "DISABLED";
  readonly [other: string]: unknown;
}

interface Deployment {
  readonly id: string;
  readonly blueprint: TaskBlueprint;
  readonly createdAt: number;
  status: "PRIMARY" | "ACTIVE";
  rolloutState: "IN_PROGRESS" | "COMPLETED";
}

interface Service {
  readonly arn: string;
  readonly createdAt: number;
  input: ServiceInput;
  status: "ACTIVE" | "DRAINING" | "INACTIVE";
  /** The last pass found no instance for a task. */
  placementFailed: boolean;
  deployments: Deployment[];
  events: { id: string; createdAt: number; message: string }[];
}

/** The ECS service scheduler: keeps each service's tasks running, spread and deployed. */
export class EcsServices {
  private readonly services = new Map<string, Service>();

  constructor(
    private readonly store: Store,
    private readonly tasks: EcsTasks,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {
    clock.every(TASK_REPLACEMENT.minMs, () => {
      for (const service of this.services.values()) {
        this.schedule(service);
      }
    });
  }

  readonly handlers: Handlers = {
    "ecs:CreateService": this.action((input) => this.create(input as ServiceInput)),
    "ecs:UpdateService": this.action((input) => this.update(input as UpdateInput)),
    "ecs:DeleteService": this.action((input) => this.delete(input as ServiceReference)),
    "ecs:DescribeServices": this.action((input) => this.describeAll(input as ServicesReference)),
  };

  private action(answer: (input: unknown) => Promise<object> | object): Handler {
    return async (request: AwsRequest) =>
      jsonResponse(await answer(JSON.parse(request.body.toString("utf8"))));
  }

  private async create(input: ServiceInput): Promise<object> {
    const cluster = nameOf(input.cluster);
    const key = `${cluster}/${input.serviceName}`;
    if (this.services.get(key)?.status === "ACTIVE") {
      throw new AwsError("InvalidParameterException", "Creation of service was not idempotent.");
    }
    const service: Service = {
      arn: `arn:aws:ecs:${this.store.region}:${ACCOUNT}:service/${key}`,
      createdAt: Date.now() / 1000,
      input: { ...input, cluster },
      status: "ACTIVE",
      placementFailed: false,
      deployments: [],
      events: [],
    };
    await this.deploy(service);
    this.services.set(key, service);
    return { service: this.described(service) };
  }

  private async update({ service: name, ...changes }: UpdateInput): Promise<object> {
    const service = this.find(changes.cluster, name);
    const before = service.input;
    service.input = {
      ...before,
      ...changes,
      cluster: before.cluster,
      serviceName: before.serviceName,
    };
    if (changes.forceNewDeployment || service.input.taskDefinition !== before.taskDefinition) {
      await this.deploy(service);
    }
    return { service: this.described(service) };
  }

  private delete({ cluster, service: name }: ServiceReference): object {
    const service = this.find(cluster, name);
    service.status = "DRAINING";
    service.input = { ...service.input, desiredCount: 0 };
    return { service: this.described(service) };
  }

  private describeAll({ cluster, services }: ServicesReference): object {
    const found = services.map((name) => this.services.get(`${nameOf(cluster)}/${nameOf(name)}`));
    return {
      services: found.flatMap((service) => (service ? [this.described(service)] : [])),
      failures: services
        .filter((_, index) => found[index] === undefined)
        .map((arn) => ({ arn, reason: "MISSING" })),
    };
  }

  private find(cluster: string | undefined, name: string): Service {
    const service = this.services.get(`${nameOf(cluster)}/${nameOf(name)}`);
    if (!service) {
      throw new AwsError("ServiceNotFoundException", "Service not found.");
    }
    return service;
  }

  /** A new PRIMARY deployment; the ones before give way to it. */
  private async deploy(service: Service): Promise<void> {
    const id = `ecs-svc/${randomUUID().replaceAll("-", "").slice(0, 19)}`;
    const blueprint = await this.blueprint(service, id);
    for (const deployment of service.deployments) {
      deployment.status = "ACTIVE";
    }
    service.deployments.unshift({
      id,
      blueprint,
      createdAt: Date.now() / 1000,
      status: "PRIMARY",
      rolloutState: "IN_PROGRESS",
    });
    this.log.record("service.deployment", { service: service.input.serviceName, deployment: id });
  }

  private async blueprint({ input }: Service, deploymentId: string): Promise<TaskBlueprint> {
    const { taskDefinition } = await this.store.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: input.taskDefinition }),
    );
    const containers = taskDefinition?.containerDefinitions ?? [];
    const targetGroupArns = (input.loadBalancers ?? []).flatMap(({ targetGroupArn }) =>
      targetGroupArn ? [targetGroupArn] : [],
    );
    return {
      service: input.serviceName,
      cluster: input.cluster,
      deploymentId,
      taskDefinitionArn: taskDefinition?.taskDefinitionArn ?? input.taskDefinition,
      requirements: requirementsOf(containers, taskDefinition?.networkMode === "awsvpc"),
      strategies: (input.placementStrategy ?? []) as PlacementStrategy[],
      targetGroupArns,
      deregistrationDelayMs: await this.deregistrationDelayMs(targetGroupArns[0]),
    };
  }

  private async deregistrationDelayMs(targetGroupArn: string | undefined): Promise<number> {
    if (!targetGroupArn) {
      return 0;
    }
    const { Attributes } = await this.store.elb.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroupArn }),
    );
    const delay = Attributes?.find(({ Key }) => Key === "deregistration_delay.timeout_seconds");
    return Number(delay?.Value ?? 300) * 1_000;
  }

  private schedule(service: Service): void {
    const primary = service.deployments[0];
    if (!primary || service.status === "INACTIVE") {
      return;
    }
    const tasks = this.tasks.of(service.input.serviceName);
    if (service.status === "DRAINING" && tasks.length === 0) {
      service.status = "INACTIVE";
      return;
    }
    const { start, stop } = scheduleService(this.stateOf(service, primary, tasks));
    service.placementFailed = false;
    for (let count = 0; count < start && !service.placementFailed; count++) {
      this.startTask(service, primary);
    }
    for (const { taskId } of stop) {
      this.tasks.stop(this.tasks.tasks.get(taskId) as SandboxTask);
    }
    if (isSteady(this.stateOf(service, primary, tasks)) && start === 0) {
      this.settle(service, primary);
    }
    this.rebalance(service, primary, tasks);
  }

  private startTask(service: Service, primary: Deployment, rebalancedTo?: string): void {
    const failure = this.tasks.start(primary.blueprint, rebalancedTo);
    if (failure) {
      service.placementFailed = true;
      this.tell(service, `was unable to place a task because ${failure}`);
    }
  }

  /** One task more in the zone that has too few; the scheduler then stops one in the fullest. */
  private rebalance(service: Service, primary: Deployment, tasks: readonly SandboxTask[]): void {
    const instances = this.tasks.containerInstances(service.input.cluster);
    const zone = zoneToRebalanceTo(
      {
        availabilityZoneRebalancing: service.input.availabilityZoneRebalancing ?? "DISABLED",
        placementStrategies: primary.blueprint.strategies,
        maximumPercent: service.input.deploymentConfiguration?.maximumPercent ?? 200,
        constrainedToZones: false,
      },
      this.stateOf(service, primary, tasks),
      [...new Set(instances.map((instance) => instance.zone))],
    );
    if (zone) {
      this.startTask(service, primary, zone);
    }
  }

  private settle(service: Service, primary: Deployment): void {
    const rolling = primary.rolloutState === "IN_PROGRESS" || service.deployments.length > 1;
    primary.rolloutState = "COMPLETED";
    service.deployments = [primary];
    if (rolling) {
      this.tell(service, "has reached a steady state.");
    }
  }

  private stateOf(
    service: Service,
    primary: Deployment,
    tasks: readonly SandboxTask[],
  ): ServiceState {
    const { desiredCount, deploymentConfiguration, healthCheckGracePeriodSeconds } = service.input;
    return {
      desiredCount,
      minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100,
      maximumPercent: deploymentConfiguration?.maximumPercent ?? 200,
      healthCheckGracePeriodMs: (healthCheckGracePeriodSeconds ?? 0) * 1_000,
      primary,
      nowMs: this.clock.nowMs(),
      placementFailed: service.placementFailed,
      tasks: tasks.map((task) => ({
        id: task.id,
        deploymentId: task.blueprint.deploymentId,
        zone: task.instance.zone,
        containerInstanceId: task.instance.id,
        lastStatus: task.lastStatus,
        desiredStatus: task.desiredStatus,
        health: this.tasks.healthOf(task),
        startedAtMs: task.startedAtMs,
        startedForRebalancing: task.startedForRebalancing,
      })),
    };
  }

  private tell(service: Service, what: string): void {
    const message = `(service ${service.input.serviceName}) ${what}`;
    if (service.events[0]?.message !== message) {
      service.events.unshift({ id: randomUUID(), createdAt: Date.now() / 1000, message });
      this.log.record("service.event", { service: service.input.serviceName, message });
    }
  }

  private described(service: Service): object {
    const { cluster, forceNewDeployment: _, ...input } = service.input;
    const tasks = this.tasks.of(input.serviceName);
    return {
      schedulingStrategy: "REPLICA",
      placementConstraints: [],
      serviceRegistries: [],
      ...input,
      ...counts(tasks),
      serviceArn: service.arn,
      clusterArn: `arn:aws:ecs:${this.store.region}:${ACCOUNT}:cluster/${cluster}`,
      status: service.status,
      createdAt: service.createdAt,
      taskDefinition: service.deployments[0]?.blueprint.taskDefinitionArn,
      events: service.events.slice(0, 100),
      deployments: service.deployments.map((deployment) => ({
        id: deployment.id,
        status: deployment.status,
        rolloutState: deployment.rolloutState,
        taskDefinition: deployment.blueprint.taskDefinitionArn,
        createdAt: deployment.createdAt,
        updatedAt: deployment.createdAt,
        desiredCount: deployment.status === "PRIMARY" ? input.desiredCount : 0,
        failedTasks: 0,
        ...counts(tasks.filter(({ blueprint }) => blueprint.deploymentId === deployment.id)),
      })),
    };
  }
}

interface ServiceReference {
  readonly cluster?: string;
  readonly service: string;
}
interface ServicesReference {
  readonly cluster?: string;
  readonly services: readonly string[];
}
type UpdateInput = Partial<ServiceInput> & ServiceReference;

function counts(tasks: readonly SandboxTask[]): { runningCount: number; pendingCount: number } {
  const count = (status: SandboxTask["lastStatus"]) =>
    tasks.filter(({ lastStatus }) => lastStatus === status).length;
  return { runningCount: count("RUNNING"), pendingCount: count("PENDING") };
}

function requirementsOf(
  containers: readonly ContainerDefinition[],
  awsvpc: boolean,
): TaskRequirements {
  const sum = (of: (container: ContainerDefinition) => number | undefined) =>
    containers.reduce((total, container) => total + (of(container) ?? 0), 0);
  return {
    memoryMiB: sum((container) => container.memoryReservation ?? container.memory),
    cpuUnits: sum((container) => container.cpu),
    hostPorts: containers.flatMap((container) =>
      (container.portMappings ?? []).map((mapping) => mapping.hostPort ?? 0),
    ),
    networkInterfaces: awsvpc ? 1 : 0,
  };
}

/** The name at the end of an ARN, or the name itself. */
function nameOf(nameOrArn = "default"): string {
  return nameOrArn.split("/").at(-1) as string;
}
