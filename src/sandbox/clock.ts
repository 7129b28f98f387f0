/** A timer of the sandbox; `cancel` is safe to call at any time. */
export interface Timer {
  cancel(): void;
}

/** Faster than this, two cores no longer keep the order of a health check and its timeout. */
export const SOUND_SPEED = 10;

/** Virtual time: `speed` times as fast as the wall clock. All durations are virtual milliseconds. */
export class Clock {
  private readonly began = performance.now();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(readonly speed: number) {}

  /** Milliseconds since the sandbox began. */
  nowMs(): number {
    return (performance.now() - this.began) * this.speed;
  }

  /** The wall-clock length of a virtual duration. */
  wallMs(virtualMs: number): number {
    return virtualMs / this.speed;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, this.wallMs(delayMs));
    this.timers.add(timer);
    return { cancel: () => this.forget(timer) };
  }

  every(periodMs: number, run: () => void): Timer {
    const timer = setInterval(run, this.wallMs(periodMs));
    this.timers.add(timer);
    return { cancel: () => this.forget(timer) };
  }

  /** Cancels whatever is still to come. */
  stop(): void {
    for (const timer of this.timers) {
      this.forget(timer);
    }
  }

  private forget(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.timers.delete(timer);
  }
}
