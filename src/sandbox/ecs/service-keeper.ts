import type { PendingTasks } from "../../simulation/capacity-scaling";
import { isSteady, type StopReason, scheduleService } from "../../simulation/service-scheduler";
import { zoneToRebalanceTo } from "../../simulation/zone-rebalancing";
import type { Clock } from "../clock";
import type { SandboxTask } from "./ecs-task";
import type { EcsTasks } from "./ecs-tasks";
import type { Rollouts } from "./rollouts";
import { type Deployment, type Service, stateOf } from "./service";

const UNHEALTHY = "Task failed ELB health checks";

/** Keeps a service's tasks running, spread and deployed: one pass of the scheduler at a time. */
export class ServiceKeeper {
  /** Tasks whose first good verdict has been counted. */
  private readonly seenHealthy = new WeakSet<SandboxTask>();

  constructor(
    private readonly tasks: EcsTasks,
    private readonly rollouts: Rollouts,
    private readonly clock: Clock,
  ) {}

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
    this.countHealthy(service, primary, tasks);
    const state = this.stateOf(service, primary, tasks);
    const { start, stop } = scheduleService(state);
    service.placementFailed = false;
    this.startTasks(service, primary, start);
    for (const { taskId, reason } of stop) {
      this.stopTask(service, tasks.find(({ id }) => id === taskId) as SandboxTask, reason);
    }
    this.rollouts.judge(service, primary, isSteady(state) && start === 0);
    this.rebalance(service, primary, tasks);
  }

  /** One task of the deployment failed by itself: it could not start, or its program ended. */
  countFailure(service: Service, task: SandboxTask, reason: string): void {
    this.rollouts.count(service, task.blueprint.deploymentId, "failed");
    this.rollouts.tell(service, `(task ${task.id}) failed: ${reason}`);
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
      this.rollouts.tell(
        service,
        `has started ${started.length} tasks: ${started.map(named).join(" ")}.`,
      );
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
    this.rollouts.tell(service, `was unable to place a task because ${outcome.failure}`);
    return undefined;
  }

  private stopTask(service: Service, task: SandboxTask, reason: StopReason): void {
    if (reason === "unhealthy") {
      this.countFailure(service, task, UNHEALTHY);
    }
    this.tasks.stop(task, {
      code: "ServiceSchedulerInitiated",
      reason:
        reason === "unhealthy"
          ? UNHEALTHY
          : `Scaling activity initiated by (deployment ${task.blueprint.deploymentId})`,
    });
    this.rollouts.tell(service, `has stopped 1 running tasks: ${named(task.id)}.`);
  }

  private countHealthy(service: Service, primary: Deployment, tasks: readonly SandboxTask[]): void {
    for (const task of tasks) {
      const counts = task.blueprint.deploymentId === primary.id && !this.seenHealthy.has(task);
      if (counts && task.lastStatus === "RUNNING" && this.tasks.healthOf(task) === "HEALTHY") {
        this.seenHealthy.add(task);
        this.rollouts.count(service, primary.id, "healthy");
      }
    }
  }

  /** One task more in the zone that has too few; the scheduler then stops one in the fullest. */
  private rebalance(service: Service, primary: Deployment, tasks: readonly SandboxTask[]): void {
    const { input } = service;
    const instances = this.tasks
      .containerInstances(input.cluster)
      .filter(({ status }) => status === "ACTIVE");
    const zone = zoneToRebalanceTo(
      {
        availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? "DISABLED",
        placementStrategies: primary.blueprint.strategies,
        maximumPercent: input.deploymentConfiguration?.maximumPercent ?? 200,
        constrainedToZones: primary.blueprint.limits.zones !== undefined,
      },
      this.stateOf(service, primary, tasks),
      [...new Set(instances.map((instance) => instance.zone))],
    );
    if (zone && this.startTask(service, primary, zone)) {
      this.rollouts.tell(
        service,
        `has started 1 tasks in (${zone}) to rebalance Availability Zones.`,
      );
    }
  }
}

function named(taskId: string): string {
  return `(task ${taskId})`;
}
