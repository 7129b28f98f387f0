import { INTERRUPTED } from "../exit-codes";
import { endLeftBehind } from "./left-behind";
import { endEverything, endEverythingNow } from "./owned";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A launcher such as npx passes a signal on that its child has from the terminal already. */
const SAME_SIGNAL_MS = 1_000;

let underWay: Interruption | undefined;

/**
 * Runs what starts processes, makes folders and takes ports, and ends all of it on every way out. The
 * first signal ends it in good order, and this process with the signal's exit code; a second one ends
 * it at once.
 *
 * @param run gets a signal that is aborted at the interruption, for what it would rather end itself
 */
export async function owning<T>(run: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  await endLeftBehind();
  const interruption = new Interruption();
  underWay = interruption;
  const running = run(interruption.signal);
  running.catch(() => undefined);
  try {
    return await Promise.race([running, interruption.happened]);
  } finally {
    await endEverything();
    interruption.close();
    underWay = undefined;
    if (interruption.exitCode !== undefined) {
      process.exit(interruption.exitCode);
    }
  }
}

/** Ends this process with an exit code: in good order where it owns something. */
export function interrupt(exitCode: number): void {
  if (underWay) {
    underWay.interrupt(exitCode);
  } else {
    process.exit(exitCode);
  }
}

class Interruption {
  readonly happened: Promise<never>;
  exitCode?: number;
  private readonly controller = new AbortController();
  private readonly listeners = SIGNALS.map((name) => {
    const listener = () => this.receive(name);
    process.on(name, listener);
    return { name, listener };
  });
  private latest?: { readonly name: string; readonly atMs: number };

  constructor() {
    this.happened = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(new Error("interrupted")));
    });
    this.happened.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  interrupt(exitCode: number): void {
    this.exitCode ??= exitCode;
    this.controller.abort();
  }

  close(): void {
    for (const { name, listener } of this.listeners) {
      process.off(name, listener);
    }
  }

  private receive(name: (typeof SIGNALS)[number]): void {
    const atMs = Date.now();
    const isEcho = this.latest?.name === name && atMs - this.latest.atMs < SAME_SIGNAL_MS;
    this.latest ??= { name, atMs };
    if (isEcho) {
      return;
    }
    if (this.exitCode !== undefined) {
      endEverythingNow();
      process.exit(INTERRUPTED[name]);
    }
    console.error("\nending what was started; once more to end it at once");
    this.interrupt(INTERRUPTED[name]);
  }
}
