import { AGENT_DISCONNECTED, IMPAIRED_INSTANCE_REPLACED, latencyMs } from "../simulation/latencies";
import type { Clock, Timer } from "./clock";
import type { EventLog } from "./event-log";
import type { FleetInstance, InstanceFleet } from "./instance-fleet";
import type { ZoneFaults } from "./zone-faults";

/**
 * What AWS notices of instances that no packet reaches: their agents fall silent, and in a black
 * zone their status checks fail. A network ACL does not make those fail: they ask the interface by
 * ARP, which no ACL filters.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
export class InstanceIsolation {
  private readonly noticing = new Map<FleetInstance, readonly Timer[]>();

  constructor(
    private readonly fleet: InstanceFleet,
    private readonly faults: ZoneFaults,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {
    faults.onChange(() => this.review());
  }

  private review(): void {
    for (const instance of this.fleet.instances.values()) {
      const timers = this.noticing.get(instance);
      const isCutOff = this.faults.isCutOff(instance);
      if (isCutOff && !timers) {
        this.noticing.set(instance, this.notice(instance));
      } else if (!isCutOff && timers) {
        this.noticing.delete(instance);
        this.rejoin(instance, timers);
      }
    }
  }

  private notice(instance: FleetInstance): readonly Timer[] {
    const timers = [
      this.clock.after(latencyMs(AGENT_DISCONNECTED, 0), () => {
        instance.agentConnected = false;
        this.record("agent.disconnected", instance);
      }),
    ];
    return this.faults.isBlack(instance.zone)
      ? [
          ...timers,
          this.clock.after(latencyMs(IMPAIRED_INSTANCE_REPLACED, 0), () => {
            instance.impaired = true;
            this.record("instance.impaired", instance);
          }),
        ]
      : timers;
  }

  private rejoin(instance: FleetInstance, timers: readonly Timer[]): void {
    for (const timer of timers) {
      timer.cancel();
    }
    if (!instance.agentConnected) {
      instance.agentConnected = true;
      this.record("agent.connected", instance);
    }
    instance.impaired = false;
  }

  private record(type: string, { id, zone }: FleetInstance): void {
    this.log.record(type, { instance: id, zone });
  }
}
