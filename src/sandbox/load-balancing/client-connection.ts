import type { Clock } from "../clock";
import { IdleTimer } from "./idle-timer";
import type { Link } from "./link";
import type { LoadBalancerNode } from "./load-balancer-node";
import type { Scheme } from "./target-group-settings";

/** A client's connection, with the node that it landed on. */
export class ClientConnection {
  scheme: Scheme = "http";
  private readonly openedAtMs: number;
  private readonly idle: IdleTimer;
  private requests = 0;

  constructor(
    readonly link: Link,
    readonly node: LoadBalancerNode,
    private readonly clock: Clock,
    idleTimeoutMs: () => number,
  ) {
    this.openedAtMs = clock.nowMs();
    this.idle = new IdleTimer(clock, idleTimeoutMs, () => this.closeIfIdle());
    link.on("activity", () => this.idle.touch()).on("close", () => this.idle.stop());
    // A client may reset its connection; there is then nobody to tell.
    link.on("error", () => {});
  }

  get clientAddress(): string {
    return this.link.remoteAddress ?? "unknown";
  }

  get ageMs(): number {
    return this.clock.nowMs() - this.openedAtMs;
  }

  beginRequest(): void {
    this.requests++;
  }

  endRequest(): void {
    this.requests--;
  }

  close(): void {
    this.link.destroy();
  }

  /** A request under way has its own idle timeout, and a lost node cannot close anything. */
  private closeIfIdle(): void {
    if (this.requests === 0 && !this.node.isLost()) {
      this.close();
    }
  }
}
