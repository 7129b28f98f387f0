import { ZONAL_DNS_REMOVAL } from "../../simulation/latencies";
import type { Clock, Timer } from "../clock";
import { sandboxLatencyMs } from "../latencies";

/**
 * How long clients and resolvers keep an answer.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
 */
const TTL_MS = 60_000;

/**
 * Whether clients find a node by the load balancer's DNS name. What changes reaches them when the
 * answers they hold have run out: all of them are taken to have asked just before.
 */
export class DnsAddress {
  private listed = true;
  private wanted = true;
  private change: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly changed: (listed: boolean) => void,
  ) {}

  get isListed(): boolean {
    return this.listed;
  }

  /** @param ordered someone wants it, and AWS need not notice first */
  want(listed: boolean, ordered: boolean): void {
    if (listed === this.wanted) {
      return;
    }
    this.wanted = listed;
    this.change?.cancel();
    const noticedMs = ordered ? 0 : sandboxLatencyMs(ZONAL_DNS_REMOVAL);
    this.change = this.clock.after(noticedMs + TTL_MS, () => {
      if (this.listed !== listed) {
        this.listed = listed;
        this.changed(listed);
      }
    });
  }

  close(): void {
    this.change?.cancel();
  }
}
