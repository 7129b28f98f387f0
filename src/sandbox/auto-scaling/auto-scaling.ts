import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import type { Handlers } from "../gateway/gateway";
import type { Parameters } from "../gateway/query-form";
import type { InstanceFleet } from "../instance-fleet";
import type { Store } from "../store";
import type { ShiftableResource } from "../zonal-shifts";
import { activityHandlers } from "./activities";
import { GroupActions } from "./group-actions";
import { GroupScheduler } from "./group-scheduler";
import { Groups } from "./groups";
import { InstanceActions } from "./instance-actions";
import { InstanceRefreshes } from "./instance-refreshes";
import { LifecycleHooks } from "./lifecycle-hooks";
import { MemberLifecycle } from "./member-lifecycle";
import { processHandlers } from "./processes";

/** Amazon EC2 Auto Scaling: groups that launch into their zones and replace what is gone. */
export class AutoScaling {
  readonly groups: Groups;
  readonly hooks: LifecycleHooks;
  readonly handlers: Handlers;

  constructor(fleet: InstanceFleet, store: Store, log: EventLog, clock: Clock) {
    const nowMs = () => clock.nowMs();
    this.groups = new Groups(log);
    this.hooks = new LifecycleHooks(this.groups, clock, log);
    const refreshes = new InstanceRefreshes(this.groups, store, clock, log);
    const lifecycle = new MemberLifecycle(this.groups, fleet, this.hooks, clock, log);
    new GroupScheduler(this.groups, lifecycle, refreshes, clock);
    this.handlers = {
      ...new GroupActions(this.groups, this.hooks, fleet, store, log, nowMs).handlers,
      ...new InstanceActions(this.groups, lifecycle, nowMs).handlers,
      ...this.hooks.handlers,
      ...refreshes.handlers,
      ...activityHandlers(this.groups),
      ...processHandlers(this.groups),
    };
  }

  /**
   * The groups that take part in zonal shifts, as their impairment policy says.
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-zonal-shift.html
   */
  get shiftable(): readonly ShiftableResource[] {
    return this.groups.all().flatMap(({ arn, name, settings, subnetByZone }) => {
      const policy = (settings["AvailabilityZoneImpairmentPolicy"] ?? {}) as Parameters;
      return policy["ZonalShiftEnabled"] === "true"
        ? [{ arn, name, zones: [...subnetByZone.keys()] }]
        : [];
    });
  }

  /** Nothing is launched in a zone while traffic is shifted away from it. */
  followShifts(isShiftedAway: (groupArn: string, zone: string) => boolean): void {
    for (const { arn, subnetByZone, zonesShiftedAway } of this.groups.all()) {
      zonesShiftedAway.clear();
      for (const zone of subnetByZone.keys()) {
        if (isShiftedAway(arn, zone)) {
          zonesShiftedAway.add(zone);
        }
      }
    }
  }
}
