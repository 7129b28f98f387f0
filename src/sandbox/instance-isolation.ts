import { AGENT_DISCONNECTED } from "../simulation/latencies";
import type { Clock, Timer } from "./clock";
import type { EventLog } from "./event-log";
import type { FleetInstance, InstanceFleet } from "./instance-fleet";
import { sandboxLatencyMs } from "./latencies";
import type { ZoneFaults } from "./zone-faults";

/**
 * What AWS notices of instances that no packet reaches: their agents fall silent, and in a black
 * zone their status checks fail. A network ACL does not make those fail: they ask the interface by
 * ARP, which no ACL filters.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
export class InstanceIsolation {
  private readonly noticing = new Map<FleetInstance, Timer>();

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
      const silence = this.noticing.get(instance);
      const isCutOff = this.faults.isCutOff(instance);
      if (isCutOff && !silence) {
        this.noticing.set(instance, this.notice(instance));
      } else if (!isCutOff && silence) {
        this.noticing.delete(instance);
        this.rejoin(instance, silence);
      }
    }
  }

  private notice(instance: FleetInstance): Timer {
    if (this.faults.isBlack(instance.zone)) {
      this.fleet.impair(instance.id);
    }
    return this.clock.after(sandboxLatencyMs(AGENT_DISCONNECTED), () => {
      instance.agentConnected = false;
      this.record("agent.disconnected", instance);
    });
  }

  private rejoin(instance: FleetInstance, silence: Timer): void {
    silence.cancel();
    if (!instance.agentConnected) {
      instance.agentConnected = true;
      this.record("agent.connected", instance);
    }
    this.fleet.recover(instance.id);
  }

  private record(type: string, { id, zone }: FleetInstance): void {
    this.log.record(type, { instance: id, zone });
  }
}
