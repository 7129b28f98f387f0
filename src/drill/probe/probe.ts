import type { Stopwatch } from "../stopwatch";
import { Requester } from "./request";
import { LANES, type Sample } from "./sample";

export interface ProbeOptions {
  readonly url: URL;
  /** Requests a second, over both lanes. */
  readonly rate: number;
  /** Until a request has failed. */
  readonly timeoutMs: number;
  readonly insecure: boolean;
}

/** How long a client waits for an answer. */
export const REQUEST_TIMEOUT_MS = 3_000;

/**
 * An open-loop load: requests are due at fixed times, whether or not earlier ones were answered, and
 * each counts from when it was due. A load that waits for its answers would ask less the longer they
 * take, and see least where there is most to see.
 *
 * @see https://www.scylladb.com/2021/04/22/on-coordinated-omission/
 */
export class Probe {
  readonly samples: Sample[] = [];
  private readonly requester: Requester;
  private readonly underWay = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private sent = 0;
  private beganMs = 0;

  constructor(
    private readonly options: ProbeOptions,
    private readonly stopwatch: Stopwatch,
  ) {
    this.requester = new Requester(options.url, {
      timeoutMs: stopwatch.wallMs(options.timeoutMs),
      insecure: options.insecure,
    });
  }

  /** Time between two requests. */
  get intervalMs(): number {
    return 1_000 / this.options.rate;
  }

  start(): void {
    this.beganMs = this.stopwatch.nowMs();
    this.sendDue();
  }

  /** Sends nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await Promise.all(this.underWay);
    this.requester.close();
  }

  /** All that are due by now: after a stall of this program, several at once. */
  private sendDue(): void {
    // The moment is taken once: sending may take longer than the time between two requests.
    const nowMs = this.stopwatch.nowMs();
    while (this.dueMs(this.sent) <= nowMs) {
      const request = this.send(this.sent).finally(() => this.underWay.delete(request));
      this.underWay.add(request);
      this.sent++;
    }
    const wait = this.stopwatch.wallMs(this.dueMs(this.sent) - this.stopwatch.nowMs());
    this.timer = setTimeout(() => this.sendDue(), Math.max(0, wait));
  }

  private dueMs(index: number): number {
    return this.beganMs + index * this.intervalMs;
  }

  private async send(index: number): Promise<void> {
    const lane = LANES[index % LANES.length] ?? "new";
    const { status, failure } = await this.requester.send(lane);
    const dueMs = this.dueMs(index);
    this.samples.push({
      lane,
      dueMs,
      latencyMs: this.stopwatch.nowMs() - dueMs,
      status,
      failure,
    });
  }
}
