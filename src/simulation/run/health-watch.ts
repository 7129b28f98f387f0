import { observe, REGISTERED, type TargetHealth } from "../../behaviour/health-check";
import type { Random } from "../random";
import type { VirtualClock } from "../virtual-clock";
import { at, type Target, type Task, type View, type World } from "./world";

/**
 * The health checks: every node checks every target by itself, at its own phase. A check that can
 * change nothing, of a healthy target that answers or an unhealthy one that does not, is left out.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export class HealthWatch {
  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly random: Random,
    private readonly onVerdict: (task: Task) => void,
  ) {}

  /** The targets of a task that has begun to run, which no node has checked yet. */
  register(task: Task): void {
    const { deployment, targets } = this.world;
    task.targets = at(deployment.services, task.service).targetGroups.map((group) =>
      targetOf(this.world, task, group, REGISTERED, this.clock.nowMs, this.random),
    );
    this.world.version++;
    for (const target of task.targets) {
      targets.add(target);
      this.wake(target);
    }
  }

  /** To be called when a target begins or ceases to answer. */
  wake(target: Target): void {
    const { intervalMs } = this.settings(target);
    const { nowMs } = this.clock;
    for (const view of target.views) {
      if (!view.watching) {
        const intervals = Math.ceil((nowMs - view.phaseMs) / intervalMs);
        this.plan(target, view, view.phaseMs + intervals * intervalMs);
      }
    }
  }

  /** To be called for every target when a node has died: it has no say any more. */
  review(target: Target): void {
    const verdict = verdictOf(target);
    if (verdict !== target.verdict) {
      target.verdict = verdict;
      target.task.health = healthOf(target.task);
      this.onVerdict(target.task);
    }
  }

  private plan(target: Target, view: View, startsMs: number): void {
    view.watching = view.node.alive;
    if (view.watching) {
      this.clock.at(startsMs, () => this.check(target, view));
    }
  }

  private check(target: Target, view: View): void {
    const startedMs = this.clock.nowMs;
    if (target.failure === "blackhole") {
      const { timeoutMs } = this.settings(target);
      this.clock.after(timeoutMs, () => this.conclude(target, view, startedMs, false));
    } else {
      this.conclude(target, view, startedMs, target.failure === undefined);
    }
  }

  private conclude(target: Target, view: View, startedMs: number, passed: boolean): void {
    view.watching = false;
    if (!view.node.alive || target.draining || !this.world.targets.has(target)) {
      return;
    }
    const before = view.health.state;
    view.health = observe(view.health, this.settings(target), passed);
    if (!isSettled(target, view.health)) {
      this.plan(target, view, startedMs + this.settings(target).intervalMs);
    }
    if (view.health.state !== before) {
      this.world.version++;
      this.review(target);
    }
  }

  private settings(target: Target) {
    return at(this.world.deployment.targetGroups, target.group).healthCheck;
  }
}

/** @param fromMs the first check of each node is within one interval after it */
export function targetOf(
  { deployment, nodes }: World,
  task: Task,
  group: number,
  health: TargetHealth,
  fromMs: number,
  random: Random,
): Target {
  const { healthCheck, loadBalancer } = at(deployment.targetGroups, group);
  return {
    id: `${task.id}/${group}`,
    group,
    task,
    zone: task.instance.zone,
    views: nodes
      .filter((node) => node.loadBalancer === loadBalancer)
      .map((node) => ({
        node,
        phaseMs: fromMs + random() * healthCheck.intervalMs,
        health,
        watching: false,
      })),
    failure: undefined,
    draining: false,
    verdict: health.state,
  };
}

/** Whether a further check with the same outcome would change nothing. */
function isSettled({ failure }: Target, { state }: TargetHealth): boolean {
  return state === (failure === undefined ? "healthy" : "unhealthy");
}

function verdictOf({ views, verdict }: Target): TargetHealth["state"] {
  const states = views.filter(({ node }) => node.alive).map(({ health }) => health.state);
  const [first] = states;
  return first !== undefined && states.every((state) => state === first) ? first : verdict;
}

function healthOf({ targets }: Task): Task["health"] {
  const verdicts = targets.map(({ verdict }) => verdict);
  if (verdicts.includes("unhealthy")) {
    return "UNHEALTHY";
  }
  return verdicts.every((verdict) => verdict === "healthy") ? "HEALTHY" : "UNKNOWN";
}
