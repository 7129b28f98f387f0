import type { Stopwatch } from "../stopwatch";
import { Suspensions } from "../suspensions";
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

/** What sends the requests of a probe. */
export type Asker = Pick<Requester, "send" | "renew" | "close">;

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
  private readonly ended: Sample[] = [];
  private readonly requester: Asker;
  private readonly underWay = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private sent = 0;
  private beganMs = 0;
  /** How many suspensions it has begun anew after. */
  private survived = 0;

  constructor(
    private readonly options: ProbeOptions,
    private readonly stopwatch: Stopwatch,
    private readonly suspensions = new Suspensions(stopwatch),
    requester?: Asker,
  ) {
    this.requester =
      requester ??
      new Requester(options.url, {
        timeoutMs: stopwatch.wallMs(options.timeoutMs),
        insecure: options.insecure,
      });
  }

  /** Of what has ended; but for what was under way, or due, while this program did not run. */
  get samples(): readonly Sample[] {
    const { all } = this.suspensions;
    return all.length === 0
      ? this.ended
      : this.ended.filter(
          ({ dueMs, latencyMs }) =>
            !all.some(({ fromMs, toMs }) => dueMs <= toMs && dueMs + latencyMs >= fromMs),
        );
  }

  /** Time between two requests. */
  get intervalMs(): number {
    return 1_000 / this.options.rate;
  }

  /** When all that was sent by now has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  start(): void {
    this.beganMs = this.stopwatch.nowMs();
    this.sendDue();
  }

  /** Sends nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.settled();
    this.requester.close();
  }

  /** All that are due by now: after a stall of this program, several at once. */
  private sendDue(): void {
    this.skipSuspension();
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

  /** What was due while this program did not run is nothing that a client has asked. */
  private skipSuspension(): void {
    this.suspensions.look();
    const { length } = this.suspensions.all;
    if (length > this.survived) {
      this.survived = length;
      const first = Math.ceil((this.stopwatch.nowMs() - this.beganMs) / this.intervalMs);
      this.sent = Math.max(this.sent, first);
      this.requester.renew();
    }
  }

  private dueMs(index: number): number {
    return this.beganMs + index * this.intervalMs;
  }

  private async send(index: number): Promise<void> {
    const lane = LANES[index % LANES.length] ?? "new";
    const { status, failure } = await this.requester.send(lane);
    const dueMs = this.dueMs(index);
    this.ended.push({
      lane,
      dueMs,
      latencyMs: this.stopwatch.nowMs() - dueMs,
      status,
      failure,
    });
  }
}
