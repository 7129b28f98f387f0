import type { TargetFailure } from "../../behaviour/health-check";
import type { Latencies } from "../latencies";
import type { VirtualClock } from "../virtual-clock";
import type { HealthWatch } from "./health-watch";
import { at, type Instance, isDark, type Target, type Task, type World } from "./world";

/** Tasks begin to run, drain, end, and are lost with their instance. */
export class TaskLifecycle {
  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly latencies: Latencies,
    private readonly health: HealthWatch,
    private readonly onChange: (task: Task) => void,
  ) {}

  /** A placed task; on an instance that has fallen silent it stays PENDING. */
  begin(task: Task): void {
    this.clock.after(this.latencies.TASK_START, () => {
      const { world } = this;
      if (task.lastStatus === "PENDING" && world.tasks.has(task) && !isDark(world, task.instance)) {
        task.lastStatus = "RUNNING";
        task.startedAtMs = this.clock.nowMs;
        this.health.register(task);
        task.health = task.targets.length === 0 ? "HEALTHY" : "UNKNOWN";
        this.onChange(task);
      }
    });
  }

  /**
   * The scheduler stops it: no new request from now on, and it ends when the target groups' delay
   * is over. Whether a silent instance has stopped it, nobody learns.
   */
  stop(task: Task): void {
    task.desiredStatus = "STOPPED";
    this.world.version++;
    if (task.lastStatus === "PENDING") {
      this.end(task);
      return;
    }
    this.clock.after(this.drain(task), () => {
      for (const target of task.targets) {
        this.forget(target);
      }
      if (!isDark(this.world, task.instance)) {
        this.end(task);
      }
    });
  }

  /** Everything on the instance ends at once; its targets fail until that is known. */
  loseAllOn(instance: Instance, failure: TargetFailure): void {
    for (const task of [...instance.tasks]) {
      this.failTargets(task, failure);
      this.end(task);
      this.clock.after(this.latencies.STOPPED_TARGET_UNUSED, () => {
        for (const target of task.targets) {
          this.forget(target);
        }
      });
    }
  }

  failTargets(task: Task, failure: TargetFailure): void {
    for (const target of task.targets) {
      target.failure = failure;
      this.health.wake(target);
    }
    this.world.version++;
  }

  end(task: Task): void {
    if (this.world.tasks.delete(task)) {
      task.lastStatus = "STOPPED";
      task.instance.tasks.delete(task);
      this.world.version++;
      this.onChange(task);
    }
  }

  /** @returns how long it takes, in milliseconds */
  private drain(task: Task): number {
    for (const target of task.targets) {
      target.draining = true;
    }
    const { targetGroups } = this.world.deployment;
    return Math.max(
      0,
      ...task.targets.map(({ group }) => at(targetGroups, group).deregistrationDelayMs),
    );
  }

  private forget(target: Target): void {
    if (this.world.targets.delete(target)) {
      this.world.version++;
    }
  }
}
