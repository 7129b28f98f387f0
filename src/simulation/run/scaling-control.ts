import {
  capacityProviderReservation,
  DATAPOINT_INTERVAL_MS,
  desiredCapacityFor,
  instancesNeeded,
  SCALE_IN_DATAPOINTS,
} from "../capacity-scaling";
import type { ManagedScalingPlan } from "../deployment";
import type { Random } from "../random";
import type { VirtualClock } from "../virtual-clock";
import type { GroupControl } from "./group-control";
import type { ServiceControl } from "./service-control";
import { at, type Instance, membersOf, type World } from "./world";

/** What one minute tells the next. */
interface Datapoint {
  /** CapacityProviderReservation minute by minute, the latest last. */
  readonly reservations: readonly number[];
  /** M, and the version of the world that it was reckoned from. */
  readonly needed: number;
  readonly version: number;
}

/** Managed scaling of the capacity providers: once a minute, the group's desired capacity. */
export class ScalingControl {
  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly services: ServiceControl,
    private readonly groups: GroupControl,
  ) {}

  /** The first minute of a metric ends at any time within the first minute of the run. */
  start(random: Random): void {
    for (const [group, { managedScaling }] of this.world.deployment.instanceGroups.entries()) {
      if (managedScaling) {
        const firstMs = random() * DATAPOINT_INTERVAL_MS;
        this.clock.after(firstMs, () => this.scale(group, managedScaling));
      }
    }
  }

  private scale(group: number, settings: ManagedScalingPlan, earlier?: Datapoint): void {
    const { version } = this.world;
    const plan = at(this.world.deployment.instanceGroups, group);
    const standing = membersOf(this.world, group).filter(
      ({ lifecycleState }) => lifecycleState !== "Terminating",
    );
    const needed = earlier?.version === version ? earlier.needed : this.needed(group, standing);
    const reservations = [
      ...(earlier?.reservations.slice(1 - SCALE_IN_DATAPOINTS) ?? []),
      capacityProviderReservation(needed, standing.length),
    ];
    const desiredCapacity = desiredCapacityFor(
      {
        targetCapacity: settings.targetCapacity,
        minimumScalingStepSize: settings.minimumScalingStepSize,
        maximumScalingStepSize: settings.maximumScalingStepSize,
        minSize: plan.minSize,
        maxSize: plan.maxSize,
      },
      {
        needed,
        running: standing.length,
        desiredCapacity: this.groups.desiredCapacity(group),
        reservations,
        warmingUp: standing.some(
          ({ launchedAtMs }) => this.clock.nowMs - launchedAtMs < settings.warmupMs,
        ),
      },
    );
    this.groups.setDesiredCapacity(group, desiredCapacity);
    this.clock.after(DATAPOINT_INTERVAL_MS, () =>
      this.scale(group, settings, { reservations, needed, version }),
    );
  }

  private needed(group: number, standing: readonly Instance[]): number {
    const { services, instanceGroups } = this.world.deployment;
    const pending = [...services.entries()]
      .filter(([, { instanceGroup }]) => instanceGroup === group)
      .map(([service, { requirements }]) => ({
        requirements,
        count: this.services.waiting(service),
      }));
    const busy = standing.filter(({ tasks }) => tasks.size > 0).length;
    return instancesNeeded(busy, pending, at(instanceGroups, group).room);
  }
}
