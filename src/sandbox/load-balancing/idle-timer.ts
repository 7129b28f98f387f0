import type { Clock, Timer } from "../clock";

/** Calls `expired` whenever nothing has happened for as long as `limitMs` says. */
export class IdleTimer {
  private lastMs: number;
  private timer: Timer;

  constructor(
    private readonly clock: Clock,
    private readonly limitMs: () => number,
    private readonly expired: () => void,
  ) {
    this.lastMs = clock.nowMs();
    this.timer = this.arm();
  }

  /** Something happened. */
  touch(): void {
    this.lastMs = this.clock.nowMs();
  }

  stop(): void {
    this.timer.cancel();
  }

  private arm(): Timer {
    return this.clock.after(this.remainingMs(), () => {
      const isIdle = this.remainingMs() <= 0;
      if (isIdle) {
        this.touch();
      }
      this.timer = this.arm();
      if (isIdle) {
        this.expired();
      }
    });
  }

  private remainingMs(): number {
    return this.lastMs + this.limitMs() - this.clock.nowMs();
  }
}
