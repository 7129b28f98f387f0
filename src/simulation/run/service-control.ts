import { countBy, type Picker } from "../choice";
import type { Latencies } from "../latencies";
import { scheduleService } from "../service-scheduler";
import type { Deployment as Rollout, ServiceState } from "../service-tasks";
import type { VirtualClock } from "../virtual-clock";
import { zoneToRebalanceTo } from "../zone-rebalancing";
import { addTask } from "./additions";
import type { Unplaced } from "./steady-world";
import type { TaskLifecycle } from "./task-lifecycle";
import { at, containerInstances, placeOn, type Task, type World } from "./world";

/** Nothing is being deployed. */
const ROLLOUT: Rollout = { id: "primary", status: "PRIMARY", rolloutState: "COMPLETED" };

/** The ECS service scheduler of every service, with zone rebalancing. */
export class ServiceControl {
  /** Why the last task that found no instance found none; by position of the service. */
  private readonly placementFailures = new Map<number, string>();
  private readonly planned = new Set<number>();
  private readonly rebalancing = new Set<number>();

  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly latencies: Latencies,
    private readonly lifecycle: TaskLifecycle,
    private readonly pick: Picker,
  ) {}

  /** Something has changed that the scheduler of the service will look at. */
  notice(service: number): void {
    if (!this.planned.has(service)) {
      this.planned.add(service);
      this.clock.after(this.latencies.TASK_REPLACEMENT, () => {
        this.planned.delete(service);
        this.pass(service);
      });
    }
  }

  noticeAll(): void {
    for (const service of this.world.deployment.services.keys()) {
      this.notice(service);
    }
  }

  /** There may be room now for a task that has found none. */
  noticeWaiting(): void {
    for (const service of this.placementFailures.keys()) {
      this.notice(service);
    }
  }

  /** The services that miss a task because no instance takes it, and why. */
  unplaced(): Unplaced[] {
    return [...this.placementFailures].map(([service, message]) => ({
      service: at(this.world.deployment.services, service).name,
      message,
    }));
  }

  /** How many tasks of the service are missing because no instance takes them. */
  waiting(service: number): number {
    return this.placementFailures.has(service)
      ? at(this.world.deployment.services, service).desiredCount - this.wanted(service).length
      : 0;
  }

  private pass(service: number): void {
    const { start, stop } = scheduleService(this.state(service));
    const couldNotPlace = this.placementFailures.delete(service);
    let placed = 0;
    for (; placed < start; placed++) {
      const failure = this.start(service);
      if (failure !== undefined) {
        this.placementFailures.set(service, failure);
        break;
      }
    }
    const stopping = new Set(stop.map(({ taskId }) => taskId));
    for (const task of this.tasksOf(service)) {
      if (stopping.has(task.id)) {
        this.lifecycle.stop(task);
      }
    }
    const cannotPlace = this.placementFailures.has(service);
    if (placed + stop.length > 0 || cannotPlace !== couldNotPlace) {
      this.world.version++;
      this.notice(service);
    }
    this.considerRebalancing(service);
  }

  /**
   * @param zone the only one to place it in, for rebalancing
   * @returns why no instance takes it
   */
  private start(service: number, zone?: string): string | undefined {
    const instances = containerInstances(this.world, service).filter(
      (instance) => zone === undefined || instance.zone === zone,
    );
    const placement = placeOn(this.world, service, instances, this.pick);
    if (placement.instance === undefined) {
      return placement.failure.message;
    }
    const { instance, hostPorts } = placement;
    this.lifecycle.begin(addTask(this.world, service, instance.id, hostPorts, zone !== undefined));
    return undefined;
  }

  private considerRebalancing(service: number): void {
    if (this.zoneToFill(service) !== undefined && !this.rebalancing.has(service)) {
      this.rebalancing.add(service);
      this.clock.after(this.latencies.ZONE_REBALANCING_START, () => {
        this.rebalancing.delete(service);
        const zone = this.zoneToFill(service);
        if (zone !== undefined) {
          this.start(service, zone);
        }
      });
    }
  }

  private zoneToFill(service: number): string | undefined {
    const active = containerInstances(this.world, service).filter(
      ({ status, agentConnected }) => status === "ACTIVE" && agentConnected,
    );
    return zoneToRebalanceTo(at(this.world.deployment.services, service), this.state(service), [
      ...countBy(active, ({ zone }) => zone).keys(),
    ]);
  }

  private wanted(service: number): Task[] {
    return this.tasksOf(service).filter(({ desiredStatus }) => desiredStatus === "RUNNING");
  }

  private tasksOf(service: number): Task[] {
    return [...this.world.tasks].filter((task) => task.service === service);
  }

  private state(service: number): ServiceState {
    const plan = at(this.world.deployment.services, service);
    return {
      desiredCount: plan.desiredCount,
      minimumHealthyPercent: plan.minimumHealthyPercent,
      maximumPercent: plan.maximumPercent,
      healthCheckGracePeriodMs: plan.healthCheckGracePeriodMs,
      primary: ROLLOUT,
      nowMs: this.clock.nowMs,
      placementFailed: this.placementFailures.has(service),
      tasks: this.tasksOf(service).map((task) => ({
        id: task.id,
        deploymentId: ROLLOUT.id,
        zone: task.instance.zone,
        containerInstanceId: task.instance.id,
        lastStatus: task.lastStatus,
        desiredStatus: task.desiredStatus,
        health: task.health,
        startedAtMs: task.startedAtMs,
        onDrainingInstance: task.instance.draining,
        startedForRebalancing: task.startedForRebalancing,
      })),
    };
  }
}
