import { randomUUID } from "node:crypto";
import type { ContainerInstance } from "../../simulation/container-instance";
import { STOPPED_TARGET_UNUSED, TASK_START } from "../../simulation/latencies";
import { placeTask } from "../../simulation/placement";
import { allows } from "../../simulation/placement-constraints";
import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import type { FleetInstance, InstanceFleet } from "../instance-fleet";
import { sandboxLatencyMs } from "../latencies";
import { ACCOUNT } from "../store";
import { bindingsOf } from "./bindings";
import { containerInstanceOf } from "./container-instance";
import type { SandboxTask, StopCause, TaskBlueprint } from "./ecs-task";
import type { TaskRegistrations } from "./task-registrations";
import { TaskFailure, TaskRuntime } from "./task-runtime";

/** Time between SIGTERM and the end of a container that heeds it. */
const STOP_MS = 1_000;

/** "A task's stopped state is kept for at least one hour." */
const STOPPED_KEPT_MS = 3_600_000;

type FailureListener = (task: SandboxTask, reason: string) => void;

/** The tasks of all services: placed, started, registered, stopped, lost with their instance. */
export class EcsTasks {
  /** Those that have not stopped, by id. */
  readonly tasks = new Map<string, SandboxTask>();
  /** Those that have, by id. */
  readonly stopped = new Map<string, SandboxTask>();
  private readonly runtimes = new Map<string, TaskRuntime>();
  private readonly failureListeners: FailureListener[] = [];

  constructor(
    private readonly fleet: InstanceFleet,
    private readonly registrations: TaskRegistrations,
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly options: { readonly region: string; readonly runCommands: boolean },
  ) {
    fleet.onGone((instance) => this.loseAllOn(instance));
  }

  /** Called when a task could not be started, or ended by itself. */
  onFailure(listener: FailureListener): void {
    this.failureListeners.push(listener);
  }

  of(service: string, cluster: string): SandboxTask[] {
    return [...this.tasks.values()].filter(
      ({ blueprint }) => blueprint.service === service && blueprint.cluster === cluster,
    );
  }

  on(instance: Pick<FleetInstance, "id">): SandboxTask[] {
    return [...this.tasks.values()].filter((task) => task.instance.id === instance.id);
  }

  /**
   * @param rebalancedTo the zone that AZ rebalancing wants a further task in
   * @returns the task, or why no instance can take it, in the words of ECS's events
   */
  start(
    blueprint: TaskBlueprint,
    rebalancedTo?: string,
  ): { readonly task: SandboxTask } | { readonly failure: string } {
    const instances = this.containerInstances(blueprint.cluster, blueprint.service);
    const placement = placeTask(
      blueprint.requirements,
      instances.filter(
        (instance) =>
          allows(blueprint.limits, instance) &&
          (rebalancedTo === undefined || instance.zone === rebalancedTo),
      ),
      blueprint.strategies,
    );
    if (placement.instance === undefined) {
      return { failure: placement.failure.message };
    }
    const instance = this.fleet.instances.get(placement.instance.id) as FleetInstance;
    const task = this.admit(blueprint, instance, placement.hostPorts, rebalancedTo !== undefined);
    this.clock.after(sandboxLatencyMs(TASK_START), () => {
      this.run(task).catch((error) => this.fail(task, causeOf(error)));
    });
    return { task };
  }

  stop(task: SandboxTask, cause: StopCause): void {
    if (task.desiredStatus === "STOPPED") {
      return;
    }
    task.desiredStatus = "STOPPED";
    task.stopped = cause;
    const { deregistrationDelayMs } = task.blueprint;
    this.registrations.drain(task);
    this.record("task.stopping", task);
    this.clock.after(deregistrationDelayMs, () => this.runtimes.get(task.id)?.stop());
    this.clock.after(deregistrationDelayMs + STOP_MS, () => this.leave(task));
  }

  readonly healthOf = (task: SandboxTask) => this.registrations.healthOf(task);

  /** The cluster's instances with what is left on each, as the placement of a service sees them. */
  containerInstances(cluster: string, service = ""): ContainerInstance[] {
    return [...this.fleet.instances.values()]
      .filter((instance) => instance.registered && instance.cluster === cluster)
      .map((instance) => containerInstanceOf(instance, this.on(instance), service));
  }

  /** ECS forgets the instance's tasks; the services that lose them start others. */
  abandon(instance: FleetInstance): void {
    instance.registered = false;
    this.loseAllOn(instance);
  }

  close(): void {
    for (const runtime of this.runtimes.values()) {
      runtime.kill();
    }
  }

  private admit(
    blueprint: TaskBlueprint,
    instance: FleetInstance,
    hostPorts: readonly number[],
    startedForRebalancing: boolean,
  ): SandboxTask {
    const id = randomUUID().replaceAll("-", "");
    const task: SandboxTask = {
      id,
      arn: `arn:aws:ecs:${this.options.region}:${ACCOUNT}:task/${blueprint.cluster}/${id}`,
      blueprint,
      instance,
      address: blueprint.networkMode === "awsvpc" ? this.fleet.newAddress() : instance.address,
      bindings: bindingsOf(blueprint, hostPorts),
      startedForRebalancing,
      createdAt: Date.now() / 1000,
      lastStatus: "PENDING",
      desiredStatus: "RUNNING",
    };
    this.tasks.set(id, task);
    this.record("task.pending", task);
    return task;
  }

  private async run(task: SandboxTask): Promise<void> {
    if (task.desiredStatus === "STOPPED" || task.lastStatus !== "PENDING") {
      return;
    }
    const runtime = new TaskRuntime(task, {
      runCommands: this.options.runCommands,
      onExit: (exitCode) => {
        task.exitCode = exitCode;
        this.fail(task, {
          code: "EssentialContainerExited",
          reason: "Essential container in task exited",
        });
      },
    });
    this.runtimes.set(task.id, runtime);
    await runtime.start();
    task.lastStatus = "RUNNING";
    task.startedAtMs = this.clock.nowMs();
    task.startedAt = Date.now() / 1000;
    this.record("task.running", task);
    await this.registrations.register(task);
  }

  private fail(task: SandboxTask, cause: StopCause): void {
    const asked = task.desiredStatus === "STOPPED";
    task.desiredStatus = "STOPPED";
    task.stopped ??= cause;
    this.leave(task);
    if (!asked) {
      for (const listener of this.failureListeners) {
        listener(task, cause.reason);
      }
    }
  }

  private loseAllOn(instance: FleetInstance): void {
    for (const task of this.on(instance)) {
      task.stopped ??= {
        code: "TerminationNotice",
        reason: `Host EC2 (instance ${instance.id}) terminated.`,
      };
      this.end(task);
      // Until then the load balancer goes on sending requests to what is no longer there.
      this.clock.after(sandboxLatencyMs(STOPPED_TARGET_UNUSED), () =>
        this.registrations.deregister(task),
      );
    }
  }

  private leave(task: SandboxTask): void {
    this.end(task);
    this.registrations.deregister(task);
  }

  private end(task: SandboxTask): void {
    if (!this.tasks.delete(task.id)) {
      return;
    }
    this.runtimes.get(task.id)?.kill();
    this.runtimes.delete(task.id);
    task.lastStatus = "STOPPED";
    task.desiredStatus = "STOPPED";
    task.stoppedAt = Date.now() / 1000;
    this.stopped.set(task.id, task);
    this.clock.after(STOPPED_KEPT_MS, () => this.stopped.delete(task.id));
    this.record("task.stopped", task);
  }

  private record(type: string, task: SandboxTask): void {
    this.log.record(type, {
      task: task.id,
      service: task.blueprint.service,
      zone: task.instance.zone,
      instance: task.instance.id,
      ...(task.stopped && { reason: task.stopped.reason }),
    });
  }
}

function causeOf(error: unknown): StopCause {
  return error instanceof TaskFailure
    ? error.cause
    : { code: "TaskFailedToStart", reason: `CannotStartContainerError: ${String(error)}` };
}
