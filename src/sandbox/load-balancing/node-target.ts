import { Pool } from "undici";
import { observe, REGISTERED, type TargetHealth } from "../../behaviour/health-check";
import type { RoutableTarget } from "../../simulation/target-selection";
import type { Timer } from "../clock";
import { connectorOver } from "./connector";
import type { Path } from "./link";
import type { CheckFailure } from "./probe";
import type { Registration } from "./target-groups";
import type { AdministrativeOverride, TargetView } from "./target-health";
import type { World } from "./world";

/** What the node is to its targets. */
export interface CheckingNode {
  readonly zone: string;
  isLost(): boolean;
  /** The way to a target, cut where either end is. */
  pathTo(registration: Registration): Path;
  overrideOf(registration: Registration): AdministrativeOverride | undefined;
}

/** A target as one node checks and reaches it. */
export class NodeTarget implements TargetView {
  /** Requests that it has not answered in full. */
  outstanding = 0;
  /** Since when it is healthy without a break; undefined while it is not. */
  healthySinceMs: number | undefined;
  health: TargetHealth = REGISTERED;
  failure: CheckFailure | undefined;
  /** Connections to the target, kept for the requests to come. */
  readonly connections: Pool;
  private readonly path: Path;
  private nextCheck: Timer;

  constructor(
    readonly registration: Registration,
    private readonly node: CheckingNode,
    private readonly world: World,
  ) {
    const { place, group } = registration;
    this.path = node.pathTo(registration);
    this.connections = new Pool(`${group.settings.scheme}://${place.address}:${place.port}`, {
      connect: connectorOver(this.path, world.clock),
      // The caller keeps the time, on the sandbox's clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // Every node checks at its own phase.
    this.nextCheck = this.checkAfter(world.random() * group.settings.check.intervalMs);
    registration.views.add(this);
  }

  /** As the node sees it when it chooses. */
  get routable(): RoutableTarget {
    const { place, draining } = this.registration;
    const unused = this.registration.isStopped() ? "unused" : this.health.state;
    return { id: place.id, zone: place.zone, state: draining ? "draining" : unused };
  }

  get reports(): boolean {
    return !this.node.isLost();
  }

  get override(): AdministrativeOverride | undefined {
    return this.node.overrideOf(this.registration);
  }

  get shiftedAway(): boolean {
    return this.override === "zonal_shift_active";
  }

  /** What is under way breaks off. */
  close(): void {
    this.nextCheck.cancel();
    this.registration.views.delete(this);
    void this.connections.destroy();
  }

  private checkAfter(delayMs: number): Timer {
    return this.world.clock.after(delayMs, () => void this.check());
  }

  private async check(): Promise<void> {
    const { group, place, draining } = this.registration;
    const { check } = group.settings;
    this.nextCheck = this.checkAfter(check.intervalMs);
    if (draining || this.node.isLost()) {
      return;
    }
    if (this.registration.isStopped()) {
      this.health = REGISTERED;
      this.healthySinceMs = undefined;
      return;
    }
    const failure = await this.world.probe(place, check, this.path, this.world.clock);
    // What a lost node finds is void: all of its checks fail, whatever the targets do.
    if (this.registration.views.has(this) && !this.node.isLost()) {
      this.learn(failure);
    }
  }

  private learn(failure: CheckFailure | undefined): void {
    const before = this.health.state;
    this.failure = failure ?? this.failure;
    this.health = observe(this.health, this.registration.group.settings.check, !failure);
    const { state } = this.health;
    if (state !== before) {
      this.healthySinceMs = state === "healthy" ? this.world.clock.nowMs() : undefined;
      const { id, zone } = this.registration.place;
      this.world.log.record(`node.target-${state}`, { node: this.node.zone, target: id, zone });
    }
    this.registration.viewChanged();
  }
}
