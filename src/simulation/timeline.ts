import type { Deployment } from "./deployment";
import type { Stretch } from "./run/observer";
import { isServing, type World } from "./run/world";
import type { Scenario } from "./scenario";
import { type Listener, type RunResult, simulateRun } from "./simulate-run";

/** One run, told second by second and change by change. */
export interface Timeline {
  readonly result: RunResult;
  readonly stretches: readonly Stretch[];
  readonly before: Snapshot;
  /** In order of time; the first is at the fault. */
  readonly snapshots: readonly Snapshot[];
}

/** How everything stands from a moment on, until the next. */
export interface Snapshot {
  readonly atMs: number;
  /** By zone. */
  readonly zones: Readonly<Record<string, ZoneSnapshot>>;
}

export interface ZoneSnapshot {
  /** As the load balancer's nodes agree on it. */
  readonly targets: Readonly<Record<"initial" | "healthy" | "unhealthy" | "draining", number>>;
  /** `serving` of those that run; a task in a dark zone does not run, whatever ECS knows. */
  readonly tasks: Readonly<Record<"pending" | "running" | "serving", number>>;
  readonly instances: Readonly<Record<"booting" | "running", number>>;
}

/** The run of that number again, and this time recorded. */
export function timelineOf(
  deployment: Deployment,
  scenario: Scenario,
  seed: number,
  run: number,
): Timeline {
  const stretches: Stretch[] = [];
  const snapshots: Snapshot[] = [];
  const listener: Listener = {
    stretch: (stretch) => stretches.push(stretch),
    changed: (atMs, world) => snapshots.push(snapshotOf(atMs, world)),
  };
  const result = simulateRun(deployment, scenario, seed, run, listener);
  const [before, ...after] = snapshots as [Snapshot, ...Snapshot[]];
  return { result, stretches, before, snapshots: after };
}

/** The share of the requests that fails, as the mean of each step of time. */
export function failingShares(
  stretches: readonly Stretch[],
  stepMs: number,
  untilMs: number,
): readonly number[] {
  const steps = Array<number>(Math.ceil(untilMs / stepMs)).fill(0);
  for (const { fromMs, toMs, fromShare, toShare } of stretches) {
    const shareAt = (atMs: number) =>
      fromShare + ((toShare - fromShare) * (atMs - fromMs)) / (toMs - fromMs);
    for (
      let step = Math.floor(fromMs / stepMs);
      step * stepMs < toMs && step < steps.length;
      step++
    ) {
      const beginMs = Math.max(fromMs, step * stepMs);
      const endMs = Math.min(toMs, (step + 1) * stepMs);
      const mean = (shareAt(beginMs) + shareAt(endMs)) / 2;
      steps[step] = (steps[step] ?? 0) + (mean * (endMs - beginMs)) / stepMs;
    }
  }
  return steps;
}

function snapshotOf(atMs: number, world: World): Snapshot {
  return {
    atMs,
    zones: Object.fromEntries(world.deployment.zones.map((zone) => [zone, zoneOf(zone, world)])),
  };
}

function zoneOf(zone: string, world: World): ZoneSnapshot {
  const dark = zone === world.darkZone;
  const targets = [...world.targets].filter((target) => target.zone === zone);
  const tasks = [...world.tasks].filter(({ instance }) => instance.zone === zone);
  const instances = [...world.instances].filter((instance) => instance.zone === zone);
  const state = (name: string) =>
    targets.filter((target) => (target.draining ? "draining" : target.verdict) === name).length;
  return {
    targets: {
      initial: state("initial"),
      healthy: state("healthy"),
      unhealthy: state("unhealthy"),
      draining: state("draining"),
    },
    tasks: {
      pending: tasks.filter(({ lastStatus }) => lastStatus === "PENDING").length,
      running: dark ? 0 : tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").length,
      serving: tasks.filter((task) => isServing(world, task)).length,
    },
    instances: {
      booting: instances.filter(({ state }) => state === "pending").length,
      running: dark ? 0 : instances.filter(({ state }) => state === "running").length,
    },
  };
}
