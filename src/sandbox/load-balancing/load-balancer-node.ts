import { staysInDns } from "../../simulation/target-selection";
import type { Place } from "../zone-faults";
import type { LoadBalancerConfiguration } from "./configuration";
import { DnsAddress } from "./dns-address";
import type { Path } from "./link";
import { type CheckingNode, NodeTarget } from "./node-target";
import { chooseTarget } from "./target-choice";
import type { Registration, TargetGroup } from "./target-groups";
import type { AdministrativeOverride } from "./target-health";
import type { World } from "./world";

/** What a node needs to know of its load balancer, as it is now. */
export interface NodeOwner {
  readonly configuration: LoadBalancerConfiguration;
  /** Those that the listeners forward to. */
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
}

/** The node of a load balancer in one zone: it checks and chooses its targets by itself. */
export class LoadBalancerNode implements CheckingNode {
  readonly address: DnsAddress;
  private readonly targets = new Map<Registration, NodeTarget>();
  /** Where round robin stands, by target group. */
  private readonly cursors = new Map<string, number>();

  constructor(
    readonly place: Required<Place>,
    private readonly owner: NodeOwner,
    private readonly world: World,
  ) {
    this.address = new DnsAddress(world.clock, (listed) =>
      world.log.record(listed ? "node.in-dns" : "node.out-of-dns", {
        loadBalancer: owner.configuration.name,
        node: this.zone,
      }),
    );
  }

  get zone(): string {
    return this.place.zone;
  }

  isLost(): boolean {
    return this.world.faults.isNodeLost(this.place);
  }

  /** The way to a client. */
  get pathToClients(): Path {
    return {
      isCut: () => this.isLost(),
      onChange: (listener) => this.world.faults.onChange(listener),
    };
  }

  pathTo(registration: Registration): Path {
    const { faults } = this.world;
    return {
      isCut: () => this.isLost() || faults.isCutOff(registration.place),
      onChange: (listener) => faults.onChange(listener),
    };
  }

  /**
   * With cross-zone load balancing a zonal shift blocks the targets in the zone, without it DNS
   * alone keeps requests from them.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html
   */
  overrideOf({ place, group }: Registration): AdministrativeOverride | undefined {
    const { zonalShiftEnabled } = this.owner.configuration;
    if (!zonalShiftEnabled) {
      return undefined;
    }
    if (!this.leadsAwayFrom(place.zone)) {
      return "no_override";
    }
    return group.settings.crossZone ? "zonal_shift_active" : "zonal_shift_delegated_to_dns";
  }

  /** Checks what is behind the listeners now, and nothing else. */
  follow(): void {
    const { configuration, targetGroups } = this.owner;
    const zones = new Set(configuration.places.map(({ zone }) => zone));
    const wanted = new Set(
      [...targetGroups.values()]
        .flatMap(({ members }) => [...members.values()])
        .filter(({ place }) => zones.has(place.zone) || place.zone === "all"),
    );
    for (const [registration, target] of this.targets) {
      if (!wanted.has(registration)) {
        this.targets.delete(registration);
        target.close();
      }
    }
    for (const registration of wanted) {
      if (!this.targets.has(registration)) {
        this.targets.set(registration, new NodeTarget(registration, this, this.world));
      }
    }
  }

  get isShiftedAway(): boolean {
    return this.leadsAwayFrom(this.zone);
  }

  /** Whether the node is fit to be found by clients. */
  belongsInDns(): boolean {
    const hasTargets = [...this.owner.targetGroups.values()].every((group) =>
      staysInDns(
        this.targetsIn(group).map(({ routable }) => routable),
        this.zone,
        group.settings.crossZone,
        group.settings.dnsMinimum,
      ),
    );
    return hasTargets && !this.isLost() && !this.isShiftedAway;
  }

  /** @param stuckTo the target that the client was given before, where it is still to be had */
  choose(group: TargetGroup, stuckTo: string | undefined): NodeTarget | undefined {
    const candidates = this.targetsIn(group);
    const { target, cursor } = chooseTarget(candidates, this.zone, group.settings, {
      cursor: this.cursors.get(group.arn) ?? 0,
      nowMs: this.world.clock.nowMs(),
      share: this.world.random(),
      stuckTo,
    });
    this.cursors.set(group.arn, cursor);
    return target;
  }

  close(): void {
    this.address.close();
    for (const target of this.targets.values()) {
      target.close();
    }
    this.targets.clear();
  }

  private targetsIn(group: TargetGroup): readonly NodeTarget[] {
    return [...this.targets.values()].filter(({ registration }) => registration.group === group);
  }

  private leadsAwayFrom(zone: string): boolean {
    const { configuration } = this.owner;
    return (
      configuration.zonalShiftEnabled && this.world.shifts.isShiftedAway(configuration.arn, zone)
    );
  }
}
