interface Event {
  readonly atMs: number;
  /** Of two events at the same time, the one that was planned first comes first. */
  readonly order: number;
  readonly act: () => void;
}

/** Who is told as a {@link VirtualClock} runs. */
export interface Watcher {
  /** Time is about to pass, up to the next event or the end; `nowMs` is still the time before. */
  passing(toMs: number): void;
  /** An event has acted. */
  acted(): void;
}

/** A clock that jumps from event to event; the events wait in a binary heap. */
export class VirtualClock {
  /** Milliseconds since the fault. */
  nowMs = 0;
  private readonly heap: Event[] = [];
  private planned = 0;

  at(atMs: number, act: () => void): void {
    const event = { atMs, order: this.planned++, act };
    let hole = this.heap.length;
    while (hole > 0) {
      const above = this.heap[(hole - 1) >> 1] as Event;
      if (isBefore(above, event)) {
        break;
      }
      this.heap[hole] = above;
      hole = (hole - 1) >> 1;
    }
    this.heap[hole] = event;
  }

  after(delayMs: number, act: () => void): void {
    this.at(this.nowMs + delayMs, act);
  }

  runUntil(endMs: number, watcher: Watcher): void {
    for (let next = this.heap[0]; next && next.atMs <= endMs; next = this.heap[0]) {
      this.removeFirst();
      watcher.passing(next.atMs);
      this.nowMs = next.atMs;
      next.act();
      watcher.acted();
    }
    watcher.passing(endMs);
    this.nowMs = endMs;
  }

  private removeFirst(): void {
    const last = this.heap.pop() as Event;
    const size = this.heap.length;
    if (size === 0) {
      return;
    }
    let hole = 0;
    for (let below = 1; below < size; below = 2 * hole + 1) {
      const right = this.heap[below + 1];
      if (right && isBefore(right, this.heap[below] as Event)) {
        below++;
      }
      if (isBefore(last, this.heap[below] as Event)) {
        break;
      }
      this.heap[hole] = this.heap[below] as Event;
      hole = below;
    }
    this.heap[hole] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
