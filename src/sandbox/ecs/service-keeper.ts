import { randomUUID } from "node:crypto";
import type { PendingTasks } from "../../simulation/capacity-scaling";
import {
  type CircuitBreakerSettings,
  failedTasksAfter,
  rollbackTarget,
  rolloutStateOf,
} from "../../simulation/circuit-breaker";
import { isSteady, type StopReason, scheduleService } from "../../simulation/service-scheduler";
import { zoneToRebalanceTo } from "../../simulation/zone-rebalancing";
import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import type { SandboxTask, TaskBlueprint } from "./ecs-task";
import type { EcsTasks } from "./ecs-tasks";
import { namesTheZone } from "./placement-constraints";
import { type Deployment, type Service, stateOf } from "./service";

const BREAKER_OFF: CircuitBreakerSettings = { enable: false, rollback: false };

/** Keeps a service's tasks running, spread and deployed: one pass of the scheduler at a time. */
export class ServiceKeeper {
  /** Tasks whose first good verdict has been counted. */
  private readonly seenHealthy = new WeakSet<SandboxTask>();

  constructor(
    private readonly tasks: EcsTasks,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** A new PRIMARY deployment; the ones before give way to it. */
  deploy(service: Service, id: string, blueprint: TaskBlueprint, reason: string): void {
    for (const deployment of service.deployments) {
      deployment.status = "ACTIVE";
    }
    service.deployments.unshift({
      id,
      blueprint,
      createdAt: Date.now() / 1000,
      status: "PRIMARY",
      rolloutState: "IN_PROGRESS",
      rolloutStateReason: reason,
      failedTasks: 0,
    });
    this.log.record("service.deployment", {
      service: service.input.serviceName,
      deployment: id,
      reason,
    });
  }

  schedule(service: Service): void {
    const primary = service.deployments[0];
    if (!primary || service.status === "INACTIVE") {
      return;
    }
    const tasks = this.tasksOf(service);
    if (service.status === "DRAINING" && tasks.length === 0) {
      service.status = "INACTIVE";
      return;
    }
    this.countHealthy(primary, tasks);
    const state = this.stateOf(service, primary, tasks);
    const { start, stop } = scheduleService(state);
    service.placementFailed = false;
    this.startTasks(service, primary, start);
    for (const { taskId, reason } of stop) {
      this.stopTask(service, tasks.find(({ id }) => id === taskId) as SandboxTask, reason);
    }
    this.judge(service, primary, isSteady(state) && start === 0);
    this.rebalance(service, primary, tasks);
  }

  /** One task of the deployment failed by itself: it could not start, or its program ended. */
  countFailure(service: Service, task: SandboxTask): void {
    const deployment = service.deployments.find(({ id }) => id === task.blueprint.deploymentId);
    if (deployment?.rolloutState === "IN_PROGRESS") {
      deployment.failedTasks = failedTasksAfter(deployment.failedTasks, "failed");
    }
    this.tell(service, `(task ${task.id}) failed: ${task.stopped?.reason ?? "unknown reason"}`);
  }

  /** Tasks that no instance has room for: what managed scaling looks at. */
  waiting(service: Service): PendingTasks | undefined {
    const primary = service.deployments[0];
    if (!primary || !service.placementFailed) {
      return undefined;
    }
    const { start } = scheduleService(this.stateOf(service, primary, this.tasksOf(service)));
    return { requirements: primary.blueprint.requirements, count: start };
  }

  private tasksOf({ input }: Service): SandboxTask[] {
    return this.tasks.of(input.serviceName, input.cluster);
  }

  private stateOf(service: Service, primary: Deployment, tasks: readonly SandboxTask[]) {
    return stateOf(service, primary, tasks, this.tasks.healthOf, this.clock.nowMs());
  }

  private startTasks(service: Service, primary: Deployment, count: number): void {
    const started: string[] = [];
    while (started.length < count && !service.placementFailed) {
      const task = this.startTask(service, primary);
      started.push(...(task ? [task.id] : []));
    }
    if (started.length > 0) {
      this.tell(service, `has started ${started.length} tasks: ${started.map(named).join(" ")}.`);
    }
  }

  private startTask(
    service: Service,
    primary: Deployment,
    rebalancedTo?: string,
  ): SandboxTask | undefined {
    const outcome = this.tasks.start(primary.blueprint, rebalancedTo);
    if ("task" in outcome) {
      return outcome.task;
    }
    service.placementFailed = true;
    this.tell(service, `was unable to place a task because ${outcome.failure}`);
    return undefined;
  }

  private stopTask(service: Service, task: SandboxTask, reason: StopReason): void {
    if (reason === "unhealthy") {
      this.countFailure(service, task);
    }
    this.tasks.stop(task, {
      code: "ServiceSchedulerInitiated",
      reason:
        reason === "unhealthy"
          ? "Task failed ELB health checks"
          : `Scaling activity initiated by (deployment ${task.blueprint.deploymentId})`,
    });
    this.tell(service, `has stopped 1 running tasks: ${named(task.id)}.`);
  }

  private countHealthy(primary: Deployment, tasks: readonly SandboxTask[]): void {
    for (const task of tasks) {
      const counts = task.blueprint.deploymentId === primary.id && !this.seenHealthy.has(task);
      if (counts && task.lastStatus === "RUNNING" && this.tasks.healthOf(task) === "HEALTHY") {
        this.seenHealthy.add(task);
        primary.failedTasks = failedTasksAfter(primary.failedTasks, "healthy");
      }
    }
  }

  /** Completed, failed and perhaps rolled back, or still going on. */
  private judge(service: Service, primary: Deployment, steady: boolean): void {
    const { input } = service;
    const breaker = input.deploymentConfiguration?.deploymentCircuitBreaker ?? BREAKER_OFF;
    const before = primary.rolloutState;
    primary.rolloutState = rolloutStateOf(primary, breaker, {
      desiredCount: input.desiredCount,
      failedTasks: primary.failedTasks,
      steady,
    });
    if (primary.rolloutState === "FAILED" && before !== "FAILED") {
      this.rollBack(service, primary, breaker);
    } else if (steady) {
      this.settle(service, primary, before === "IN_PROGRESS");
    }
  }

  private settle(service: Service, primary: Deployment, wasRolling: boolean): void {
    const alone = service.deployments.length === 1;
    service.deployments = [primary];
    if (wasRolling) {
      primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
      this.tell(service, `(deployment ${primary.id}) deployment completed.`);
    }
    if (wasRolling || !alone) {
      this.tell(service, "has reached a steady state.");
    }
  }

  private rollBack(service: Service, failed: Deployment, breaker: CircuitBreakerSettings): void {
    failed.rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start.";
    this.tell(service, `(deployment ${failed.id}) deployment failed: tasks failed to start.`);
    const target = rollbackTarget(failed, service.deployments.toReversed(), breaker);
    const good = service.deployments.find(({ id }) => id === target?.id);
    if (!good) {
      return;
    }
    const id = newDeploymentId();
    this.tell(service, `rolling back to (deployment ${good.id}).`);
    service.input = { ...service.input, taskDefinition: good.blueprint.taskDefinitionArn };
    this.deploy(
      service,
      id,
      { ...good.blueprint, deploymentId: id },
      `ECS deployment circuit breaker: rolling back to deploymentId ${good.id}.`,
    );
  }

  /** One task more in the zone that has too few; the scheduler then stops one in the fullest. */
  private rebalance(service: Service, primary: Deployment, tasks: readonly SandboxTask[]): void {
    const { input } = service;
    const instances = this.tasks.containerInstances(input.cluster);
    const zone = zoneToRebalanceTo(
      {
        availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? "DISABLED",
        placementStrategies: primary.blueprint.strategies,
        maximumPercent: input.deploymentConfiguration?.maximumPercent ?? 200,
        constrainedToZones: primary.blueprint.constraints.some(namesTheZone),
      },
      this.stateOf(service, primary, tasks),
      [...new Set(instances.map((instance) => instance.zone))],
    );
    if (zone && this.startTask(service, primary, zone)) {
      this.tell(service, `has started 1 tasks in (${zone}) to rebalance Availability Zones.`);
    }
  }

  private tell(service: Service, what: string): void {
    const message = `(service ${service.input.serviceName}) ${what}`;
    if (service.events[0]?.message !== message) {
      service.events.unshift({ id: randomUUID(), createdAt: Date.now() / 1000, message });
      this.log.record("service.event", { service: service.input.serviceName, message });
    }
  }
}

export function newDeploymentId(): string {
  return `ecs-svc/${randomUUID().replaceAll("-", "").slice(0, 19)}`;
}

function named(taskId: string): string {
  return `(task ${taskId})`;
}
