import type { AwsClients } from "../topology/live/clients";
import { DrillError, explained } from "./drill-error";
import type { EnvironmentScope } from "./environment-scope";
import type { Account } from "./fault/account";
import { type Change, describeChange, takesAway } from "./fault/change";
import { inject, type Restoration, restore } from "./fault/inject";
import type { Journal } from "./fault/journal";
import type { Preflight } from "./preflight/preflight";
import { Probe, REQUEST_TIMEOUT_MS } from "./probe/probe";
import type { DrillRecord } from "./report/record";
import { isAsBefore, isWhole, type Observation } from "./state/observation";
import type { Observer } from "./state/observer";
import type { Stopwatch } from "./stopwatch";
import { findStuck } from "./stuck";
import type { Happening } from "./timeline";
import { release } from "./unstick";
import { Watch, type WatchListener } from "./watch";

/** Requests before the fault, by which what comes after is judged. */
const BASELINE_MS = 5_000;

/**
 * A fault lasts at least so long: the addresses of a lost node stay in clients' DNS caches for 60 s,
 * and a drill that ends before has not seen what they see.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
const LEAST_FAULT_MS = 60_000;

/** How long everything must have been well before a phase is taken to be over. */
const QUIET_MS = 10_000;

/** How long both zones are waited for, at the least: ECS rebalances after its steady state. */
const LEAST_RETURN_MS = 900_000;

export interface RunOptions {
  readonly rate: number;
  /** The fault ends by then, whether or not the service has come back. */
  readonly forMs: number;
  readonly insecure: boolean;
  /** Release what is found stuck. */
  readonly unstick: boolean;
}

export type Phase = "steady" | "fault" | "return" | "over";

export interface DrillListener extends WatchListener {
  entered(phase: Phase, atMs: number): void;
  probing(probe: Probe): void;
}

export interface DrillResult {
  readonly record: DrillRecord;
  readonly happenings: readonly Happening[];
  readonly restoration: Restoration;
  readonly longestBlindMs: number;
  /** Ended by a person before it had run its course. */
  readonly interrupted: boolean;
  /** Why the fault could not be made, or went wrong. */
  readonly failure: string | undefined;
}

/** What a drill works with. */
export interface Tools {
  readonly clients: AwsClients;
  readonly account: Account;
  readonly observer: Pick<Observer, "observe">;
  readonly stopwatch: Stopwatch;
  readonly journal: Journal;
  readonly listener: DrillListener;
}

/** Takes the zone away while clients ask, and gives it back whatever happens. */
export class Drill {
  private readonly watch: Watch;
  private readonly probe: Probe;
  /** When the first thing was taken away. */
  private faultAtMs: number | undefined;

  constructor(
    private readonly tools: Tools,
    private readonly scope: EnvironmentScope,
    private readonly before: Preflight,
    private readonly options: RunOptions,
  ) {
    const { observer, stopwatch, listener } = tools;
    this.watch = new Watch(observer, stopwatch, listener, before.observation);
    this.probe = new Probe(
      { ...options, url: before.url, timeoutMs: REQUEST_TIMEOUT_MS },
      stopwatch,
    );
  }

  /** @throws DrillError where clients see errors before anything is taken away */
  async run(interrupted: AbortSignal): Promise<DrillResult> {
    const { stopwatch, listener, account, journal } = this.tools;
    listener.probing(this.probe);
    this.probe.start();
    try {
      await this.observeBaseline(interrupted);
      const failure = await this.strike(interrupted);
      const restoredAtMs = stopwatch.nowMs();
      const restoration = await this.restored(restore(account, journal));
      if (failure === undefined && restoration.failed.length === 0) {
        await this.awaitReturn(interrupted);
      }
      const endedAtMs = stopwatch.nowMs();
      await this.probe.stop();
      this.enter("over");
      return {
        record: this.record(restoredAtMs, endedAtMs),
        happenings: this.watch.happenings,
        restoration,
        longestBlindMs: this.watch.longestBlindMs,
        interrupted: interrupted.aborted,
        failure,
      };
    } finally {
      await this.probe.stop();
    }
  }

  private async observeBaseline(interrupted: AbortSignal): Promise<void> {
    this.enter("steady");
    const { stopwatch } = this.tools;
    await this.watch.until(() => false, stopwatch.nowMs() + BASELINE_MS, interrupted);
    const failed = this.probe.samples.filter(({ failure }) => failure !== undefined).length;
    if (failed > 0) {
      throw new DrillError(
        `${failed} of ${this.probe.samples.length} requests failed before anything was taken away: nothing was touched; look into that first`,
      );
    }
  }

  /** @returns what went wrong */
  private async strike(interrupted: AbortSignal): Promise<string | undefined> {
    const { stopwatch, account, journal } = this.tools;
    const lock: Change = {
      kind: "lock",
      group: this.scope.instanceGroup,
      drill: journal.header.drill,
    };
    try {
      for (const change of [lock, ...this.before.plan.changes]) {
        if (takesAway(change) && this.faultAtMs === undefined) {
          this.faultAtMs = stopwatch.nowMs();
          this.enter("fault");
        }
        this.watch.note("fault", describeChange(change));
        await inject(account, journal, [change], interrupted);
      }
      const endMs = stopwatch.nowMs() + this.options.forMs;
      const leastMs = stopwatch.nowMs() + LEAST_FAULT_MS;
      await this.watch.until(
        ({ atMs }) => atMs >= leastMs && this.hasHeld(isWhole) && this.isQuiet(atMs),
        endMs,
        interrupted,
      );
      await this.releaseStuck();
      return undefined;
    } catch (error) {
      return explained(error).message;
    }
  }

  private async awaitReturn(interrupted: AbortSignal): Promise<void> {
    const { stopwatch } = this.tools;
    this.enter("return");
    const limitMs = Math.max(LEAST_RETURN_MS, this.options.forMs);
    const returned = await this.watch.until(
      () => this.hasHeld((observation) => isAsBefore(observation, this.before.observation)),
      stopwatch.nowMs() + limitMs,
      interrupted,
    );
    if (!returned) {
      await this.releaseStuck();
    }
  }

  /** At every look for a while. */
  private hasHeld(holds: (observation: Observation) => boolean): boolean {
    const sinceMs = this.watch.latest.atMs - QUIET_MS;
    return this.watch.observations.filter(({ atMs }) => atMs >= sinceMs).every(holds);
  }

  private isQuiet(atMs: number): boolean {
    return this.probe.samples.every(
      ({ dueMs, failure }) => failure === undefined || dueMs < atMs - QUIET_MS,
    );
  }

  private async releaseStuck(): Promise<void> {
    const stuck = findStuck(this.watch.latest);
    for (const { description } of stuck) {
      this.watch.note("stuck", description);
    }
    if (stuck.length > 0 && this.options.unstick) {
      for (const done of await release(this.tools.clients, this.scope, stuck)) {
        this.watch.note("unstick", done);
      }
    }
  }

  private async restored(restoring: Promise<Restoration>): Promise<Restoration> {
    const restoration = await restoring;
    for (const remark of [...restoration.left, ...restoration.failed]) {
      this.watch.note("restore", remark);
    }
    return restoration;
  }

  private enter(phase: Phase): void {
    this.tools.listener.entered(phase, this.tools.stopwatch.nowMs());
  }

  private record(restoredAtMs: number, endedAtMs: number): DrillRecord {
    const { fault, zone, instanceIds } = this.before.plan;
    return {
      fault,
      zone,
      lostInstanceIds: instanceIds,
      samples: this.probe.samples,
      observations: this.watch.observations,
      faultAtMs: this.faultAtMs ?? restoredAtMs,
      restoredAtMs,
      endedAtMs,
      probeIntervalMs: this.probe.intervalMs,
    };
  }
}
