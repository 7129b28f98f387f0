/** Node takes a longer one for 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Time as the deployment under test lives it: on AWS the wall clock, in a sandbox `speed` times as
 * fast. All durations are milliseconds of that time.
 */
export class Stopwatch {
  private readonly began = performance.now();

  constructor(readonly speed: number) {}

  /** Since the drill began. */
  nowMs(): number {
    return (performance.now() - this.began) * this.speed;
  }

  /** The wall-clock length of a duration. */
  wallMs(ms: number): number {
    return ms / this.speed;
  }

  /** Ends early, without an error, where the signal is raised. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(this.wallMs(ms), LONGEST_TIMER_MS));
      signal?.addEventListener("abort", done);
    });
  }
}
