import { randomUUID } from "node:crypto";
import {
  type CircuitBreakerSettings,
  failedTasksAfter,
  rollbackTarget,
  rolloutStateOf,
  type TaskOutcome,
} from "../../simulation/circuit-breaker";
import type { EventLog } from "../event-log";
import type { TaskBlueprint } from "./ecs-task";
import type { Deployment, Service } from "./service";

const BREAKER_OFF: CircuitBreakerSettings = { enable: false, rollback: false };

/** How deployments begin, complete, fail and are rolled back, and what a service says of it. */
export class Rollouts {
  constructor(private readonly log: EventLog) {}

  /** A new PRIMARY deployment; the ones before give way to it. */
  begin(service: Service, blueprint: TaskBlueprint, reason: string): void {
    for (const deployment of service.deployments) {
      deployment.status = "ACTIVE";
    }
    const id = blueprint.deploymentId;
    service.deployments.unshift({
      id,
      blueprint,
      createdAt: Date.now() / 1000,
      status: "PRIMARY",
      rolloutState: "IN_PROGRESS",
      rolloutStateReason: reason,
      failedTasks: 0,
    });
    const { serviceName } = service.input;
    this.log.record("service.deployment", { service: serviceName, deployment: id, reason });
  }

  count(service: Service, deploymentId: string, outcome: TaskOutcome): void {
    const deployment = service.deployments.find(({ id }) => id === deploymentId);
    if (deployment?.rolloutState === "IN_PROGRESS") {
      deployment.failedTasks = failedTasksAfter(deployment.failedTasks, outcome);
    }
  }

  /** Completed, failed and perhaps rolled back, or still going on. */
  judge(service: Service, primary: Deployment, steady: boolean): void {
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

  /** An event of the service; the same one again is not repeated. */
  tell(service: Service, what: string): void {
    const message = `(service ${service.input.serviceName}) ${what}`;
    if (service.events[0]?.message !== message) {
      service.events.unshift({ id: randomUUID(), createdAt: Date.now() / 1000, message });
      this.log.record("service.event", { service: service.input.serviceName, message });
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
    this.tell(service, `rolling back to (deployment ${good.id}).`);
    service.input = { ...service.input, taskDefinition: good.blueprint.taskDefinitionArn };
    this.begin(
      service,
      { ...good.blueprint, deploymentId: newDeploymentId() },
      `ECS deployment circuit breaker: rolling back to deploymentId ${good.id}.`,
    );
  }
}

export function newDeploymentId(): string {
  return `ecs-svc/${randomUUID().replaceAll("-", "").slice(0, 19)}`;
}
