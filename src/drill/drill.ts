import type { AwsClients } from "../topology/live/clients";
import { Baseline } from "./baseline";
import { explained } from "./drill-error";
import { LEAST_FAULT_MS, longestReturnMs } from "./durations";
import type { EnvironmentScope } from "./environment-scope";
import type { Account } from "./fault/account";
import { type Change, describeChange, takesAway } from "./fault/change";
import { inject, type Restoration, remarksOf, restore } from "./fault/inject";
import type { Journal } from "./fault/journal";
import type { Preflight } from "./preflight/preflight";
import { refuseChanged } from "./preflight/unchanged";
import { type Asker, Probe, REQUEST_TIMEOUT_MS } from "./probe/probe";
import { hasHeld, isQuiet, lossBeganMs } from "./progress";
import type { DrillRecord } from "./report/record";
import { isAsBefore, isWhole } from "./state/observation";
import type { Observer } from "./state/observer";
import type { Stopwatch } from "./stopwatch";
import { findStuck } from "./stuck";
import { Suspensions } from "./suspensions";
import type { Happening } from "./timeline";
import { release } from "./unstick";
import { Watch, type WatchListener } from "./watch";

export interface RunOptions {
  readonly rate: number;
  /** The fault ends by then, whether or not the service has come back. */
  readonly forMs: number;
  readonly insecure: boolean;
  /** Release what is found stuck. */
  readonly unstick: boolean;
  /** Which share of the requests may fail before the fault. */
  readonly maxFailedBefore: number;
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
  /** What was stuck and stayed so, though it was to be released. */
  readonly notReleased: readonly string[];
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
  /** @default requests over the network */
  readonly requester?: Asker;
}

/** Takes the zone away while clients ask, and gives it back whatever happens. */
export class Drill {
  private readonly watch: Watch;
  private readonly probe: Probe;
  private readonly suspensions: Suspensions;
  private readonly baseline: Baseline;
  /** When the first thing was taken away. */
  private faultAtMs: number | undefined;

  constructor(
    private readonly tools: Tools,
    private readonly scope: EnvironmentScope,
    private readonly before: Preflight,
    private readonly options: RunOptions,
  ) {
    const { observer, stopwatch, listener, requester } = tools;
    this.suspensions = new Suspensions(stopwatch, ({ lastedMs }) =>
      this.watch.note("drill", `nothing was measured for ${Math.round(lastedMs / 1_000)} s`),
    );
    this.watch = new Watch(observer, stopwatch, listener, before.observation, this.suspensions);
    this.probe = new Probe(
      { ...options, url: before.url, timeoutMs: REQUEST_TIMEOUT_MS },
      stopwatch,
      this.suspensions,
      requester,
    );
    this.baseline = new Baseline(
      this.watch,
      this.probe,
      this.suspensions,
      stopwatch,
      options.maxFailedBefore,
    );
  }

  /** @throws DrillError where clients see errors before anything is taken away */
  async run(interrupted: AbortSignal): Promise<DrillResult> {
    const { stopwatch, listener } = this.tools;
    listener.probing(this.probe);
    this.suspensions.start();
    this.probe.start();
    try {
      await this.observeBaseline(interrupted);
      const failure = await this.strike(interrupted);
      const restoredAtMs = stopwatch.nowMs();
      const restoration = await this.restore();
      let notReleased: readonly string[] = [];
      if (failure === undefined && restoration.failed.length === 0) {
        await this.awaitReturn(interrupted);
        notReleased = await this.releaseStuck();
      }
      const endedAtMs = stopwatch.nowMs();
      await this.probe.stop();
      this.enter("over");
      return {
        record: this.record(restoredAtMs, endedAtMs),
        happenings: this.watch.happenings,
        restoration,
        notReleased,
        longestBlindMs: this.watch.longestBlindMs,
        interrupted: interrupted.aborted,
        failure,
      };
    } finally {
      await this.probe.stop();
      this.suspensions.stop();
    }
  }

  private async observeBaseline(interrupted: AbortSignal): Promise<void> {
    this.enter("steady");
    await this.baseline.observe(interrupted);
    if (!interrupted.aborted) {
      refuseChanged(this.before.plan, this.watch.latest);
      this.baseline.refuseFailing();
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
        if (interrupted.aborted) {
          return undefined;
        }
        if (takesAway(change) && this.faultAtMs === undefined) {
          await this.baseline.refuseFailingSince();
          if (interrupted.aborted) {
            return undefined;
          }
          this.faultAtMs = stopwatch.nowMs();
          this.enter("fault");
        }
        this.watch.note("fault", describeChange(change));
        await inject(account, journal, [change]);
      }
      const endMs = stopwatch.nowMs() + this.options.forMs;
      await this.watch.until(
        ({ atMs }) =>
          atMs >= (this.lossAtMs() ?? atMs) + LEAST_FAULT_MS &&
          hasHeld(this.watch.observations, isWhole) &&
          isQuiet(this.probe.samples, atMs),
        endMs,
        interrupted,
      );
      return undefined;
    } catch (error) {
      return explained(error).message;
    }
  }

  private async awaitReturn(interrupted: AbortSignal): Promise<void> {
    const { stopwatch } = this.tools;
    this.enter("return");
    const limitMs = longestReturnMs(this.options.forMs);
    await this.watch.until(
      () =>
        hasHeld(this.watch.observations, (observation) =>
          isAsBefore(observation, this.before.observation),
        ),
      stopwatch.nowMs() + limitMs,
      interrupted,
    );
  }

  private lossAtMs(): number | undefined {
    return lossBeganMs(this.watch.observations, this.before.plan, this.faultAtMs);
  }

  /** @returns what AWS did not let go of */
  private async releaseStuck(): Promise<readonly string[]> {
    const stuck = findStuck(this.watch.latest);
    for (const { description } of stuck) {
      this.watch.note("stuck", description);
    }
    if (stuck.length === 0 || !this.options.unstick) {
      return [];
    }
    const { done, refused } = await release(this.tools.clients, this.scope, stuck);
    for (const line of [...done, ...refused]) {
      this.watch.note("unstick", line);
    }
    return refused;
  }

  /** Looks on meanwhile, and goes on whatever a person wishes. */
  private async restore(): Promise<Restoration> {
    const { account, journal } = this.tools;
    const over = new AbortController();
    const restoring = restore(account, journal).finally(() => over.abort());
    await this.watch.until(() => false, Number.POSITIVE_INFINITY, over.signal);
    const restoration = await restoring;
    for (const remark of remarksOf(restoration)) {
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
      faultAtMs: this.lossAtMs() ?? this.faultAtMs ?? restoredAtMs,
      isLossSeen: this.lossAtMs() !== undefined,
      restoredAtMs,
      endedAtMs,
      probeIntervalMs: this.probe.intervalMs,
      suspensions: this.suspensions.all,
    };
  }
}
