import type { ClientDns } from "./client-dns";
import { failingShare } from "./routing";
import { type ServiceStanding, servingTasks } from "./standing";
import { at, type Node, type World } from "./world";

/** What a run came to; times in milliseconds since the fault. */
export interface Outcome {
  /** From the first request that fails to the last; 0 where none does. */
  readonly errorWindowMs: number;
  /** The share of the requests that fails, over time: 1,000 is a second of all requests. */
  readonly failedMs: number;
  /** Whether some still fail at the end. */
  readonly failing: boolean;
  /** Tasks that serve, as a share of the desired ones, of the service that had least at its worst. */
  readonly lowestCapacity: number;
  /** Since when every service has its desired tasks; infinite where it is not within the horizon. */
  readonly desiredAgainMs: number;
  /** Since when every service serves from as many zones as before; infinite as above. */
  readonly zonesAgainMs: number;
}

/** A stretch of time with the share of failing requests at both of its ends. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromShare: number;
  readonly toShare: number;
}

/** Watches a run: what clients see, and what of the services serves. */
export class Observer {
  private nowMs = 0;
  private seenVersion = -1;
  private failing: ReadonlyMap<Node, number>[] = [];
  /** Any node would answer any request with an error. */
  private failingNow = false;
  private firstFailureMs: number | undefined;
  private lastFailureMs = 0;
  private failedMs = 0;
  private lowestCapacity = 1;
  private readonly desired = new Shortage();
  private readonly zones = new Shortage();

  /** @param before how the services stood before the fault */
  constructor(
    private readonly world: World,
    private readonly dns: ClientDns,
    private readonly before: readonly ServiceStanding[],
    private readonly onStretch?: (stretch: Stretch) => void,
  ) {}

  /** The world stays as it is until then. */
  advance(toMs: number): void {
    if (toMs <= this.nowMs) {
      return;
    }
    if (this.seenVersion !== this.world.version) {
      this.look();
    }
    this.count(toMs);
    this.nowMs = toMs;
  }

  outcome(): Outcome {
    return {
      errorWindowMs:
        this.firstFailureMs === undefined ? 0 : this.lastFailureMs - this.firstFailureMs,
      failedMs: this.failedMs,
      failing: this.firstFailureMs !== undefined && this.lastFailureMs === this.nowMs,
      lowestCapacity: this.lowestCapacity,
      desiredAgainMs: this.desired.endMs,
      zonesAgainMs: this.zones.endMs,
    };
  }

  private look(): void {
    const { world } = this;
    const { services, targetGroups } = world.deployment;
    this.seenVersion = world.version;
    this.failing = targetGroups.map(({ loadBalancer }, group) => {
      const nodes = world.nodes.filter((node) => node.loadBalancer === loadBalancer);
      return new Map(nodes.map((node) => [node, failingShare(world, node, group)]));
    });
    this.failingNow = this.failing.some((nodes) => [...nodes.values()].some((share) => share > 0));
    const serving = servingTasks(world);
    const shares = services.map(({ desiredCount }, service) =>
      desiredCount === 0 ? 1 : at(serving, service).tasks / desiredCount,
    );
    this.lowestCapacity = Math.min(this.lowestCapacity, ...shares);
    this.desired.set(
      this.nowMs,
      shares.some((share) => share < 1),
    );
    this.zones.set(
      this.nowMs,
      serving.some(({ zones }, service) => zones < at(this.before, service).zones),
    );
  }

  private count(toMs: number): void {
    const fromShare = this.failingNow ? this.failingShareAt(this.nowMs) : 0;
    const toShare = this.failingNow ? this.failingShareAt(toMs) : 0;
    // The shares of the nodes move evenly between two events, so the mean is that of the ends.
    const mean = (fromShare + toShare) / 2;
    if (mean > 0) {
      this.firstFailureMs ??= this.nowMs;
      this.lastFailureMs = toMs;
      this.failedMs += mean * (toMs - this.nowMs);
    }
    this.onStretch?.({ fromMs: this.nowMs, toMs, fromShare, toShare });
  }

  /** Requests are divided evenly over the target groups. */
  private failingShareAt(atMs: number): number {
    const { targetGroups } = this.world.deployment;
    const shares = targetGroups.map(({ loadBalancer }, group) =>
      sum(
        this.dns
          .shares(loadBalancer, atMs)
          .map(({ node, share }) => share * (at(this.failing, group).get(node) ?? 0)),
      ),
    );
    return sum(shares) / targetGroups.length;
  }
}

/** When something that was short was so for the last time. */
class Shortage {
  /** Infinite while it lasts. */
  endMs = 0;

  set(nowMs: number, short: boolean): void {
    if (short) {
      this.endMs = Number.POSITIVE_INFINITY;
    } else if (this.endMs === Number.POSITIVE_INFINITY) {
      this.endMs = nowMs;
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
