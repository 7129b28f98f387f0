import type { Latencies } from "../latencies";
import { staysInDns } from "../target-selection";
import type { VirtualClock } from "../virtual-clock";
import { targetsSeenBy } from "./routing";
import { at, type Node, type World } from "./world";

/**
 * How long a resolver may keep the load balancer's addresses.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
 */
export const DNS_TTL_MS = 60_000;

/** What a node of a load balancer is to its clients. */
interface Address {
  readonly node: Node;
  /** In the DNS name. */
  listed: boolean;
  /** Whether it is to be there. */
  wanted: boolean;
  /** How often that has changed. */
  turns: number;
  /** Its share of the clients before the last change of the DNS name, and after it. */
  fromShare: number;
  toShare: number;
}

interface DnsName {
  readonly addresses: readonly Address[];
  changedMs: number;
}

/**
 * Which node each client asks. Clients are spread evenly over the addresses in the DNS name, and
 * look it up again within its time to live, some sooner and some later: after a change their shares
 * move evenly over that time.
 */
export class ClientDns {
  private readonly names: readonly DnsName[];

  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly latencies: Latencies,
  ) {
    this.names = world.deployment.loadBalancers.map((_, loadBalancer) => ({
      addresses: world.nodes
        .filter((node) => node.loadBalancer === loadBalancer)
        .map((node) => this.addressOf(node)),
      changedMs: Number.NEGATIVE_INFINITY,
    }));
    for (const { addresses } of this.names) {
      shareEvenly(addresses);
    }
  }

  /** To be called when a node, or what it thinks of a target, has changed. */
  review(): void {
    for (const name of this.names) {
      for (const address of name.addresses) {
        this.reviewAddress(name, address);
      }
    }
  }

  /** A zonal shift takes the zone's addresses out itself. */
  shiftAway(zone: string): void {
    for (const name of this.names) {
      for (const address of name.addresses.filter(({ node }) => node.zone === zone)) {
        address.wanted = false;
        address.turns++;
        this.list(name, address);
      }
    }
  }

  /** The nodes of a load balancer with their shares of its clients. */
  shares(loadBalancer: number, atMs: number): { readonly node: Node; readonly share: number }[] {
    const { addresses, changedMs } = at(this.names, loadBalancer);
    const moved = Math.min(1, (atMs - changedMs) / DNS_TTL_MS);
    return addresses.map(({ node, fromShare, toShare }) => ({
      node,
      share: fromShare + (toShare - fromShare) * moved,
    }));
  }

  private addressOf(node: Node): Address {
    const listed = this.belongs(node);
    return { node, listed, wanted: listed, turns: 0, fromShare: 0, toShare: 0 };
  }

  private belongs(node: Node): boolean {
    const { world } = this;
    return (
      node.alive &&
      node.zone !== world.shiftedZone &&
      world.deployment.targetGroups.every(
        ({ loadBalancer, routing, dnsFailover }, group) =>
          loadBalancer !== node.loadBalancer ||
          staysInDns(targetsSeenBy(world, node, group), node.zone, routing.crossZone, dnsFailover),
      )
    );
  }

  private reviewAddress(name: DnsName, address: Address): void {
    const wanted = this.belongs(address.node);
    if (wanted !== address.wanted) {
      address.wanted = wanted;
      const turn = ++address.turns;
      this.clock.after(this.latencies.ZONAL_DNS_REMOVAL, () => {
        if (address.turns === turn) {
          this.list(name, address);
        }
      });
    }
  }

  private list(name: DnsName, address: Address): void {
    if (address.listed === address.wanted) {
      return;
    }
    const { nowMs } = this.clock;
    const shares = this.shares(this.names.indexOf(name), nowMs);
    for (const [index, { share }] of shares.entries()) {
      at(name.addresses, index).fromShare = share;
    }
    address.listed = address.wanted;
    shareEvenly(name.addresses);
    name.changedMs = nowMs;
    this.clock.after(DNS_TTL_MS, () => {
      if (name.changedMs === nowMs) {
        settle(name);
      }
    });
  }
}

/** Every client has looked the name up since. */
function settle(name: DnsName): void {
  name.changedMs = Number.NEGATIVE_INFINITY;
  for (const address of name.addresses) {
    address.fromShare = address.toShare;
  }
}

/** Among the listed ones; among all where none is, as DNS then keeps every address. */
function shareEvenly(addresses: readonly Address[]): void {
  const listed = addresses.filter((address) => address.listed);
  const among = listed.length > 0 ? listed : addresses;
  for (const address of addresses) {
    address.toShare = among.includes(address) ? 1 / among.length : 0;
  }
}
