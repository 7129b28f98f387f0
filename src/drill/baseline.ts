import { DrillError } from "./drill-error";
import { BASELINE_MS } from "./durations";
import { refuseFailing } from "./preflight/failing";
import type { Probe } from "./probe/probe";
import type { Stopwatch } from "./stopwatch";
import type { Suspensions } from "./suspensions";
import type { Watch } from "./watch";

/** What clients see while nothing is taken away yet; what comes after is judged by it. */
export class Baseline {
  private fromMs = 0;

  /** @param maxFailed which share of the requests may fail */
  constructor(
    private readonly watch: Watch,
    private readonly probe: Probe,
    private readonly suspensions: Suspensions,
    private readonly stopwatch: Stopwatch,
    private readonly maxFailed: number,
  ) {}

  /** As long again after a suspension: what was seen before it says nothing of now. */
  async observe(interrupted: AbortSignal): Promise<void> {
    do {
      this.fromMs = this.stopwatch.nowMs();
      await this.watch.until(() => false, this.fromMs + BASELINE_MS, interrupted);
      await this.probe.settled();
    } while (!interrupted.aborted && this.isTorn());
  }

  /** @throws DrillError where clients see errors */
  refuseFailing(): void {
    refuseFailing(this.probe.samples, this.maxFailed, "nothing was touched");
  }

  /**
   * The last look: to mark and to suspend took its time, in which the service may have failed by
   * itself, or this program may not have run.
   *
   * @throws DrillError
   */
  async refuseFailingSince(): Promise<void> {
    await this.probe.settled();
    const undone = "what was prepared is undone";
    if (this.isTorn()) {
      throw new DrillError(
        `the measurement was suspended before anything was taken away: ${undone}; begin again`,
      );
    }
    refuseFailing(this.probe.samples, this.maxFailed, undone);
  }

  private isTorn(): boolean {
    this.suspensions.look();
    return this.suspensions.all.some(({ toMs }) => toMs >= this.fromMs);
  }
}
