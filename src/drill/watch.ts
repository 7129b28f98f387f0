import { explained, isThrottled } from "./drill-error";
import type { Observation } from "./state/observation";
import type { Observer } from "./state/observer";
import type { Stopwatch } from "./stopwatch";
import { Suspensions } from "./suspensions";
import { differences, type Happening } from "./timeline";

/** Between two looks. */
export const LOOK_PERIOD_MS = 1_000;

/** After a look that AWS refused, the next waits longer each time. */
const LONGEST_PAUSE_MS = 30_000;

export interface WatchListener {
  happened(happening: Happening): void;
  observed(observation: Observation): void;
}

/** Looks at the deployment every second, and tells what has changed. */
export class Watch {
  readonly observations: Observation[];
  readonly happenings: Happening[] = [];
  /** The longest time without a look that was answered, in milliseconds. */
  longestBlindMs = 0;
  /** When the last look was, or the watch went on. */
  private seenAtMs = 0;

  constructor(
    private readonly observer: Pick<Observer, "observe">,
    private readonly stopwatch: Stopwatch,
    private readonly listener: WatchListener,
    first: Observation,
    private readonly suspensions = new Suspensions(stopwatch),
  ) {
    this.observations = [first];
  }

  get latest(): Observation {
    return this.observations.at(-1) as Observation;
  }

  /** Looks again and again until the condition holds, the time is over, or the signal is raised. */
  async until(
    holds: (observation: Observation) => boolean,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const over = new AbortController();
    const ended = this.stopwatch
      .sleep(deadlineMs - this.stopwatch.nowMs(), AbortSignal.any([signal, over.signal]))
      .then(() => false);
    try {
      return await this.lookUntil(holds, ended, deadlineMs, signal);
    } finally {
      over.abort();
    }
  }

  /** @param ended when no look is waited for any longer, though one may hang */
  private async lookUntil(
    holds: (observation: Observation) => boolean,
    ended: Promise<boolean>,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    let pauseMs = LOOK_PERIOD_MS;
    this.seenAtMs = this.stopwatch.nowMs();
    while (!signal.aborted && this.stopwatch.nowMs() < deadlineMs) {
      const beganMs = this.stopwatch.nowMs();
      pauseMs = (await Promise.race([this.look(), ended]))
        ? LOOK_PERIOD_MS
        : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      if (holds(this.latest)) {
        return true;
      }
      const untilMs = Math.min(beganMs + pauseMs, deadlineMs);
      await this.stopwatch.sleep(Math.max(0, untilMs - this.stopwatch.nowMs()), signal);
    }
    return false;
  }

  note(subject: string, text: string): void {
    this.tell({ atMs: this.stopwatch.nowMs(), kind: "drill", subject, zone: "", text });
  }

  /** A look that fails is no reason to leave a zone without its restoration: it is tried again. */
  private async look(): Promise<boolean> {
    try {
      const observation = await this.observer.observe();
      const before = this.latest;
      this.longestBlindMs = Math.max(this.longestBlindMs, this.blindMs(observation.atMs));
      this.seenAtMs = observation.atMs;
      this.observations.push(observation);
      for (const happening of differences(before, observation)) {
        this.tell(happening);
      }
      this.listener.observed(observation);
      return true;
    } catch (error) {
      const reason = explained(error);
      const throttled = error instanceof Error && isThrottled(error);
      this.note(
        "watch",
        `${throttled ? "looking less often" : "could not look"}: ${reason.message}`,
      );
      return false;
    }
  }

  /** A suspension is told by itself. */
  private blindMs(nowMs: number): number {
    return nowMs - this.seenAtMs - this.suspensions.within(this.seenAtMs, nowMs);
  }

  private tell(happening: Happening): void {
    this.happenings.push(happening);
    this.listener.happened(happening);
  }
}
