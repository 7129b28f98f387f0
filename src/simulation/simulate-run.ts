import type { Deployment } from "./deployment";
import { sampleLatencies } from "./latencies";
import { pickerOf, randomOf } from "./random";
import { ClientDns } from "./run/client-dns";
import { strike } from "./run/fault";
import { GroupControl } from "./run/group-control";
import { HealthWatch } from "./run/health-watch";
import { Observer, type Outcome, type Stretch } from "./run/observer";
import { ScalingControl } from "./run/scaling-control";
import { ServiceControl } from "./run/service-control";
import { type Standing, servingTasks, standingOf } from "./run/standing";
import { steadyWorld, type Unplaced } from "./run/steady-world";
import { TaskLifecycle } from "./run/task-lifecycle";
import type { Task, World } from "./run/world";
import type { Scenario } from "./scenario";
import { VirtualClock } from "./virtual-clock";

export interface RunResult extends Outcome {
  readonly standing: Standing;
  /** Tasks without an instance before the fault. */
  readonly unplacedBefore: readonly Unplaced[];
  /** Tasks without an instance at the end. */
  readonly unplacedAtEnd: readonly Unplaced[];
}

/** Who is told how a run goes: first how the world was before the fault. */
export interface Listener {
  stretch(stretch: Stretch): void;
  changed(atMs: number, world: World): void;
}

/**
 * One run: the deployment as it stands, the fault at time 0, and everything that follows from it by
 * documented behaviour up to the horizon. What AWS does not publish a figure for is drawn for the
 * run from its assumed range.
 */
export function simulateRun(
  deployment: Deployment,
  scenario: Scenario,
  seed: number,
  run: number,
  listener?: Listener,
): RunResult {
  const random = randomOf(seed, run);
  const pick = pickerOf(random);
  const latencies = sampleLatencies(random);
  const { world, unplaced } = steadyWorld(deployment, random);
  const before = servingTasks(world);
  const clock = new VirtualClock();
  const health = new HealthWatch(world, clock, random, ({ service }) => services.notice(service));
  const lifecycle = new TaskLifecycle(world, clock, latencies, health, (task) => follow(task));
  const services: ServiceControl = new ServiceControl(world, clock, latencies, lifecycle, pick);
  const groups = new GroupControl(world, clock, latencies, lifecycle, services, scenario.launches);
  const dns = new ClientDns(world, clock, latencies);
  const observer = new Observer(world, dns, before, listener?.stretch);

  /** A task that has ended leaves room for others, and perhaps an instance that may go. */
  function follow(task: Task): void {
    services.notice(task.service);
    if (task.lastStatus === "STOPPED") {
      services.noticeWaiting();
      groups.finishDraining(task.instance);
    }
  }

  listener?.changed(0, world);
  let version = world.version;
  const acted = () => {
    if (version !== world.version) {
      version = world.version;
      dns.review();
      listener?.changed(clock.nowMs, world);
    }
  };
  new ScalingControl(world, clock, services, groups).start(random);
  strike({ world, clock, latencies, health, lifecycle, groups, dns }, scenario, pick);
  const standing = standingOf(world, before);
  acted();
  clock.runUntil(scenario.horizonMs, { passing: (toMs) => observer.advance(toMs), acted });
  return {
    ...observer.outcome(),
    standing,
    unplacedBefore: unplaced,
    unplacedAtEnd: services.unplaced(),
  };
}
