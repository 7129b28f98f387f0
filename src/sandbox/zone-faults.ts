import type { EventLog } from "./event-log";

/** What becomes of the load balancer's node in a black zone. */
export const NODE_FATES = ["lost", "survives"] as const;
export type NodeFate = (typeof NODE_FATES)[number];

/** Where a task, an instance or a node of a load balancer is. */
export interface Place {
  readonly zone: string;
  /** @default unknown: then only the zone as a whole can cut it off */
  readonly subnetId?: string;
}

/**
 * Zones and subnets that no packet enters or leaves: what is in them goes on, but neither answers
 * nor refuses, and established connections hang.
 */
export class ZoneFaults {
  private readonly blackZones = new Map<string, NodeFate>();
  private deniedSubnets: ReadonlySet<string> = new Set();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly log: EventLog) {}

  /** The whole zone vanishes without a word, as by a loss of power or of its network. */
  blacken(zone: string, { loadBalancerNode }: { readonly loadBalancerNode: NodeFate }): void {
    this.blackZones.set(zone, loadBalancerNode);
    this.log.record("zone.black", { zone, loadBalancerNode });
    this.changed();
  }

  restore(zone: string): void {
    if (this.blackZones.delete(zone)) {
      this.log.record("zone.restored", { zone });
      this.changed();
    }
  }

  /** The subnets whose network ACL lets nothing through, in place of those given before. */
  denySubnets(subnetIds: ReadonlySet<string>): void {
    const before = this.deniedSubnets;
    this.deniedSubnets = subnetIds;
    const denied = [...subnetIds].filter((id) => !before.has(id));
    const allowed = [...before].filter((id) => !subnetIds.has(id));
    for (const subnet of denied) {
      this.log.record("subnet.denied", { subnet });
    }
    for (const subnet of allowed) {
      this.log.record("subnet.allowed", { subnet });
    }
    if (denied.length + allowed.length > 0) {
      this.changed();
    }
  }

  isBlack(zone: string): boolean {
    return this.blackZones.has(zone);
  }

  /** Whether no packet reaches a task or an instance there. */
  isCutOff({ zone, subnetId = "" }: Place): boolean {
    return this.blackZones.has(zone) || this.deniedSubnets.has(subnetId);
  }

  /** Whether no packet reaches a load balancer's node there; its interface is in the subnet. */
  isNodeLost({ zone, subnetId = "" }: Place): boolean {
    return this.blackZones.get(zone) === "lost" || this.deniedSubnets.has(subnetId);
  }

  /** @returns what ends the listening */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}
