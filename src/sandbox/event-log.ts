import { appendFileSync } from "node:fs";
import type { Clock } from "./clock";

/** One change of state: the ground truth that measurements are judged by. */
export interface SandboxEvent {
  /** Virtual seconds since the sandbox began. */
  readonly atSeconds: number;
  /** Such as `instance.running` or `target.unhealthy`. */
  readonly type: string;
  readonly [detail: string]: unknown;
}

/** Every change of state with its virtual time, as JSON lines in a file and for those who listen. */
export class EventLog {
  private readonly listeners = new Set<(event: SandboxEvent) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly file?: string,
  ) {}

  nowSeconds(): number {
    return Math.round(this.clock.nowMs()) / 1000;
  }

  record(type: string, details: Readonly<Record<string, unknown>>): void {
    const event = { atSeconds: this.nowSeconds(), type, ...details };
    if (this.file) {
      appendFileSync(this.file, `${JSON.stringify(event)}\n`);
    }
    for (const listener of this.listeners) {
      listener(event);
    }
  }

  onEvent(listener: (event: SandboxEvent) => void): void {
    this.listeners.add(listener);
  }
}
