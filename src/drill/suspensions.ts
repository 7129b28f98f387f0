import type { Stopwatch } from "./stopwatch";

/** A stretch of time in which this program did not run; milliseconds since the drill began. */
export interface Suspension {
  readonly fromMs: number;
  readonly toMs: number;
  /** More than what lies between, where the machine slept and its clock stood still with it. */
  readonly lastedMs: number;
}

/** Between two looks at the clocks, on the wall clock. */
const BEAT_MS = 100;

/** A busy machine lets a program wait, but not for so long (wall clock). */
const LONGEST_STALL_MS = 2_000;

/** Shorter ones are told from a stall by the signal that ends them, which arrives a little later. */
const SHORTEST_STOP_MS = 3 * BEAT_MS;
const SIGNAL_DELAY_MS = 1_000;

/**
 * Notices that this program was stopped (Ctrl-Z and `fg`), or its machine slept: what a probe that
 * did not run has not asked is no outage of the service.
 */
export class Suspensions {
  readonly all: Suspension[] = [];
  private timer: NodeJS.Timeout | undefined;
  private seen = { ms: 0, wallMs: 0 };
  /** The last stretch that may have been a stop or a stall. */
  private undecided: Suspension | undefined;

  constructor(
    private readonly stopwatch: Stopwatch,
    private readonly noticed: (suspension: Suspension) => void = () => undefined,
  ) {}

  start(): void {
    this.seen = this.now();
    this.timer = setInterval(() => this.look(), BEAT_MS);
    this.timer.unref();
    process.on("SIGCONT", this.continued);
  }

  stop(): void {
    clearInterval(this.timer);
    process.off("SIGCONT", this.continued);
  }

  /** How much of a stretch of time was lost. */
  within(fromMs: number, toMs: number): number {
    return this.all.reduce((sum, each) => sum + overlapMs(each, fromMs, toMs), 0);
  }

  look(): void {
    const before = this.seen;
    this.seen = this.now();
    const monotonicMs = this.stopwatch.wallMs(this.seen.ms - before.ms);
    const goneMs = Math.max(monotonicMs, this.seen.wallMs - before.wallMs);
    const suspension = {
      fromMs: before.ms,
      toMs: this.seen.ms,
      lastedMs: goneMs * this.stopwatch.speed,
    };
    if (goneMs > LONGEST_STALL_MS) {
      this.note(suspension);
    } else if (goneMs > SHORTEST_STOP_MS) {
      this.undecided = suspension;
    }
  }

  private readonly continued = (): void => {
    this.look();
    const found = this.undecided;
    if (found && this.stopwatch.wallMs(this.seen.ms - found.toMs) < SIGNAL_DELAY_MS) {
      this.note(found);
    }
  };

  private note(suspension: Suspension): void {
    this.undecided = undefined;
    this.all.push(suspension);
    this.noticed(suspension);
  }

  private now() {
    return { ms: this.stopwatch.nowMs(), wallMs: Date.now() };
  }
}

/** How much of a stretch of time lies within one in which nothing was measured. */
export function overlapMs(
  { fromMs, toMs }: Pick<Suspension, "fromMs" | "toMs">,
  sinceMs: number,
  untilMs: number,
): number {
  return Math.max(0, Math.min(toMs, untilMs) - Math.max(fromMs, sinceMs));
}
