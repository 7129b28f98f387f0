import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../clock";
import type { Group, LifecycleHook, LifecycleResult, Member } from "./group";

/** An instance that waits at a hook, until it is told to go on or its heartbeat fails to come. */
export class LifecycleAction {
  readonly token = randomUUID();
  readonly result: Promise<LifecycleResult>;
  private readonly untilMs: number;
  private heartbeat?: Timer;
  private settle: (result: LifecycleResult) => void = () => {};
  private ended = false;

  constructor(
    readonly group: Group,
    readonly hook: LifecycleHook,
    readonly member: Member,
    private readonly clock: Clock,
  ) {
    this.untilMs = clock.nowMs() + globalTimeoutSeconds(hook) * 1_000;
    this.result = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.recordHeartbeat();
  }

  get isWaiting(): boolean {
    return !this.ended;
  }

  /** Begins the heartbeat timeout anew, as far as the longest wait allows. */
  recordHeartbeat(): void {
    const leftMs = Math.max(0, this.untilMs - this.clock.nowMs());
    this.heartbeat?.cancel();
    this.heartbeat = this.clock.after(Math.min(leftMs, this.hook.heartbeatSeconds * 1_000), () =>
      this.complete(this.hook.defaultResult),
    );
  }

  complete(result: LifecycleResult): void {
    this.ended = true;
    this.heartbeat?.cancel();
    this.settle(result);
  }
}

/** "The maximum is 172800 seconds (48 hours) or 100 times HeartbeatTimeout, whichever is smaller." */
const LONGEST_WAIT_SECONDS = 172_800;

export function globalTimeoutSeconds({ heartbeatSeconds }: LifecycleHook): number {
  return Math.min(LONGEST_WAIT_SECONDS, heartbeatSeconds * 100);
}
