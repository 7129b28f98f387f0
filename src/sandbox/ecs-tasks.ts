import { randomUUID } from "node:crypto";
import { roomOn } from "../capacity/instance-room";
import { findInstanceType } from "../capacity/instance-types";
import type { ContainerInstance, TaskRequirements } from "../simulation/container-instance";
import { TASK_START } from "../simulation/latencies";
import { type PlacementStrategy, placeTask } from "../simulation/placement";
import type { LastStatus } from "../simulation/service-tasks";
import type { Clock } from "./clock";
import type { EventLog } from "./event-log";
import type { FleetInstance, InstanceFleet } from "./instance-fleet";
import { ACCOUNT } from "./store";
import type { TargetGroups } from "./target-groups";
import { TaskServer } from "./task-server";

/** What a service runs. */
export interface TaskBlueprint {
  readonly service: string;
  readonly cluster: string;
  readonly deploymentId: string;
  readonly taskDefinitionArn: string;
  readonly requirements: TaskRequirements;
  readonly strategies: readonly PlacementStrategy[];
  readonly targetGroupArns: readonly string[];
  readonly deregistrationDelayMs: number;
}

export interface SandboxTask {
  readonly id: string;
  readonly arn: string;
  readonly blueprint: TaskBlueprint;
  readonly instance: FleetInstance;
  readonly hostPorts: readonly number[];
  /** On top of the desired count, until it is healthy and one in a fuller zone has gone. */
  readonly startedForRebalancing: boolean;
  lastStatus: LastStatus;
  desiredStatus: "RUNNING" | "STOPPED";
  startedAtMs?: number;
  server?: TaskServer;
}

/** Time between SIGTERM and the end of a container that heeds it. */
const STOP_MS = 1_000;

/** The tasks of all services: placed, started, registered, stopped, lost with their instance. */
export class EcsTasks {
  readonly tasks = new Map<string, SandboxTask>();

  constructor(
    private readonly fleet: InstanceFleet,
    private readonly targets: TargetGroups,
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly region: string,
  ) {
    fleet.onGone((instance) => this.loseAllOn(instance));
  }

  of(service: string): SandboxTask[] {
    return [...this.tasks.values()].filter(({ blueprint }) => blueprint.service === service);
  }

  /**
   * @param rebalancedTo the zone that AZ rebalancing wants a further task in
   * @returns why no instance can take it, in the words of ECS's events
   */
  start(blueprint: TaskBlueprint, rebalancedTo?: string): string | undefined {
    const instances = this.containerInstances(blueprint.cluster, blueprint.service);
    const placement = placeTask(
      blueprint.requirements,
      instances.filter(({ zone }) => rebalancedTo === undefined || zone === rebalancedTo),
      blueprint.strategies,
    );
    if (placement.instance === undefined) {
      return placement.failure.message;
    }
    const instance = this.fleet.instances.get(placement.instance.id) as FleetInstance;
    const id = randomUUID().replaceAll("-", "");
    const task: SandboxTask = {
      id,
      arn: `arn:aws:ecs:${this.region}:${ACCOUNT}:task/${blueprint.cluster}/${id}`,
      blueprint,
      instance,
      hostPorts: placement.hostPorts,
      startedForRebalancing: rebalancedTo !== undefined,
      lastStatus: "PENDING",
      desiredStatus: "RUNNING",
    };
    this.tasks.set(id, task);
    this.record("task.pending", task);
    this.clock.after(TASK_START.minMs, () => {
      this.run(task).catch((error) => {
        this.log.record("task.failed", { task: task.id, reason: String(error) });
        this.end(task);
      });
    });
    return undefined;
  }

  stop(task: SandboxTask): void {
    if (task.desiredStatus === "STOPPED") {
      return;
    }
    task.desiredStatus = "STOPPED";
    for (const arn of task.blueprint.targetGroupArns) {
      this.targets.drain(arn, task.id, task.blueprint.deregistrationDelayMs);
    }
    this.record("task.stopping", task);
    this.clock.after(task.blueprint.deregistrationDelayMs + STOP_MS, () => this.end(task));
  }

  /** As its target groups see it; the worst where there are several. */
  healthOf(task: SandboxTask): "HEALTHY" | "UNHEALTHY" | "UNKNOWN" {
    const states = task.blueprint.targetGroupArns.map(
      (arn) => this.targets.find(arn, task.id)?.state,
    );
    if (states.includes("unhealthy")) {
      return "UNHEALTHY";
    }
    return states.every((state) => state === "healthy") ? "HEALTHY" : "UNKNOWN";
  }

  /** The cluster's instances with what is left on each, as the placement of a service sees them. */
  containerInstances(cluster: string, service = ""): ContainerInstance[] {
    return [...this.fleet.instances.values()]
      .filter((instance) => instance.registered && instance.cluster === cluster)
      .map((instance) => this.containerInstance(instance, service));
  }

  close(): void {
    for (const { server } of this.tasks.values()) {
      server?.close();
    }
  }

  private containerInstance(instance: FleetInstance, service: string): ContainerInstance {
    const type = findInstanceType(instance.instanceType);
    const room = type ? roomOn([type]) : { memoryMiB: 0, cpuUnits: 0, networkInterfaces: 0 };
    const held = [...this.tasks.values()].filter((task) => task.instance === instance);
    const used = (resource: "memoryMiB" | "cpuUnits" | "networkInterfaces") =>
      held.reduce((sum, task) => sum + task.blueprint.requirements[resource], 0);
    return {
      id: instance.id,
      zone: instance.zone,
      status: "ACTIVE",
      agentConnected: true,
      remainingMemoryMiB: room.memoryMiB - used("memoryMiB"),
      remainingCpuUnits: room.cpuUnits - used("cpuUnits"),
      remainingNetworkInterfaces: room.networkInterfaces - used("networkInterfaces"),
      usedHostPorts: held.flatMap((task) => task.hostPorts),
      serviceTasks: held.filter((task) => task.blueprint.service === service).length,
    };
  }

  private async run(task: SandboxTask): Promise<void> {
    if (task.desiredStatus === "STOPPED" || task.lastStatus !== "PENDING") {
      return;
    }
    const port = task.hostPorts[0] as number;
    const server = new TaskServer({
      task: task.id,
      service: task.blueprint.service,
      zone: task.instance.zone,
      instance: task.instance.id,
    });
    await server.listen(task.instance.address, port);
    task.server = server;
    task.lastStatus = "RUNNING";
    task.startedAtMs = this.clock.nowMs();
    this.record("task.running", task);
    const { id: instanceId, address, zone } = task.instance;
    await Promise.all(
      task.blueprint.targetGroupArns.map((arn) =>
        this.targets.register(arn, { id: task.id, instanceId, address, zone, port }),
      ),
    );
  }

  private loseAllOn(instance: FleetInstance): void {
    for (const task of this.tasks.values()) {
      if (task.instance === instance) {
        this.end(task);
      }
    }
  }

  private end(task: SandboxTask): void {
    if (!this.tasks.delete(task.id)) {
      return;
    }
    task.server?.close();
    task.lastStatus = "STOPPED";
    for (const arn of task.blueprint.targetGroupArns) {
      this.targets.remove(arn, task.id);
    }
    this.record("task.stopped", task);
  }

  private record(type: string, task: SandboxTask): void {
    this.log.record(type, {
      task: task.id,
      service: task.blueprint.service,
      zone: task.instance.zone,
      instance: task.instance.id,
    });
  }
}
