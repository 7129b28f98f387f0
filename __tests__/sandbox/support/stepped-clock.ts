import { Clock, type Timer } from "../../../src/sandbox/clock";

interface Due {
  readonly atMs: number;
  readonly delayMs: number;
  readonly run: () => void;
}

/** Virtual time that moves only when told, so that no test depends on the machine's speed. */
export class SteppedClock extends Clock {
  private readonly due = new Set<Due>();
  private atMs = 0;

  /** @param settled awaited after each timer, for what it set going on the real network */
  constructor(private readonly settled: () => Promise<void>) {
    super(1);
  }

  override nowMs(): number {
    return this.atMs;
  }

  override after(delayMs: number, run: () => void): Timer {
    const timer = { atMs: this.atMs + delayMs, delayMs, run };
    this.due.add(timer);
    return { cancel: () => this.due.delete(timer) };
  }

  override every(periodMs: number, run: () => void): Timer {
    let timer = this.after(periodMs, again.bind(this));
    function again(this: SteppedClock): void {
      timer = this.after(periodMs, again.bind(this));
      run();
    }
    return { cancel: () => timer.cancel() };
  }

  override stop(): void {
    this.due.clear();
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.atMs + byMs;
    for (let next = this.next(untilMs); next; next = this.next(untilMs)) {
      this.due.delete(next);
      this.atMs = next.atMs;
      next.run();
      await this.settled();
    }
    this.atMs = untilMs;
  }

  /** Waits until something waits for that long. */
  async scheduled(delayMs: number): Promise<void> {
    while (![...this.due].some((timer) => timer.delayMs === delayMs)) {
      await new Promise((again) => setImmediate(again));
    }
  }

  private next(untilMs: number): Due | undefined {
    return [...this.due]
      .filter(({ atMs }) => atMs <= untilMs)
      .reduce<Due | undefined>(
        (first, each) => (first && first.atMs <= each.atMs ? first : each),
        undefined,
      );
  }
}
