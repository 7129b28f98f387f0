import { STOPPED_TARGET_UNUSED } from "../../simulation/latencies";
import type { RoutableTarget } from "../../simulation/target-selection";
import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { FleetInstance } from "../instance-fleet";
import { sandboxLatencyMs } from "../latencies";
import type { Store } from "../store";
import { readTargetGroup, type TargetGroupSettings } from "./target-group-settings";
import { combinedState, type TargetView } from "./target-health";

/** Where a target is, and what it is called in its target group. */
export interface TargetPlace {
  readonly id: string;
  readonly zone: string;
  /** @default unknown: only the zone as a whole can then cut it off */
  readonly subnetId?: string;
  readonly instanceId: string;
  readonly address: string;
  readonly port: number;
}

/** A target, with its state as the API shows it. */
export interface Target extends TargetPlace, RoutableTarget {}

/** A target in its target group, with what each node of the load balancer has to say of it. */
export interface Registration {
  readonly place: TargetPlace;
  readonly group: TargetGroup;
  readonly views: Set<TargetView>;
  draining: boolean;
  /** Whether its instance is known to have stopped: it then gets nothing. */
  isStopped(): boolean;
  /** As the API shows it. */
  state(): RoutableTarget["state"];
  /** To be called when a view has changed. */
  viewChanged(): void;
}

export interface TargetGroup {
  readonly arn: string;
  settings: TargetGroupSettings;
  readonly members: Map<string, Registration>;
}

/** Who is behind each target group. */
export class TargetGroups {
  private readonly groups = new Map<string, TargetGroup>();
  private readonly listeners = new Set<() => void>();
  /** The last state that any node has reported, by which changes are told. */
  private readonly reported = new WeakMap<Registration, RoutableTarget["state"]>();

  constructor(
    private readonly store: Store,
    private readonly instances: ReadonlyMap<string, Pick<FleetInstance, "state" | "stateSinceMs">>,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** Called when targets come, go or change their state. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** @throws AwsError where there is no such target group */
  async group(arn: string): Promise<TargetGroup> {
    const known = this.groups.get(arn);
    if (known) {
      return known;
    }
    const settings = await this.read(arn);
    const group = this.groups.get(arn) ?? { arn, settings, members: new Map() };
    this.groups.set(arn, group);
    return group;
  }

  /** Reads again how each target group checks and chooses. */
  async reload(): Promise<void> {
    for (const group of this.groups.values()) {
      group.settings = await this.read(group.arn);
    }
    this.changed();
  }

  /** The target group was deleted, and its registrations with it. */
  forget(arn: string): void {
    for (const id of this.groups.get(arn)?.members.keys() ?? []) {
      this.remove(arn, id);
    }
    this.groups.delete(arn);
  }

  targetsOf(targetGroupArn: string): readonly Target[] {
    const members = this.groups.get(targetGroupArn)?.members.values() ?? [];
    return [...members].map((each) => this.targetOf(each));
  }

  find(targetGroupArn: string, id: string): Target | undefined {
    const registration = this.groups.get(targetGroupArn)?.members.get(id);
    return registration && this.targetOf(registration);
  }

  async register(targetGroupArn: string, place: TargetPlace): Promise<void> {
    const group = await this.group(targetGroupArn);
    const registration: Registration = {
      place,
      group,
      views: new Set(),
      draining: false,
      isStopped: () => this.isKnownStopped(place.instanceId),
      state: () => this.stateOf(registration),
      viewChanged: () => this.noteState(registration),
    };
    group.members.set(place.id, registration);
    this.log.record("target.registered", { targetGroup: group.settings.name, target: place.id });
    this.changed();
  }

  /** No new request from now on; gone when the delay is over. */
  drain(targetGroupArn: string, id: string, delayMs: number): void {
    const registration = this.groups.get(targetGroupArn)?.members.get(id);
    if (!registration || registration.draining) {
      return;
    }
    registration.draining = true;
    this.log.record("target.draining", { target: id, zone: registration.place.zone });
    this.clock.after(delayMs, () => {
      // The same target may have been registered anew.
      if (this.groups.get(targetGroupArn)?.members.get(id) === registration) {
        this.remove(targetGroupArn, id);
      }
    });
    this.changed();
  }

  /**
   * A terminated instance is deregistered by itself.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html
   */
  drainInstance(instanceId: string): void {
    for (const { arn, settings, members } of this.groups.values()) {
      for (const { place } of [...members.values()]) {
        if (place.instanceId === instanceId) {
          this.drain(arn, place.id, settings.deregistrationDelayMs);
        }
      }
    }
  }

  remove(targetGroupArn: string, id: string): void {
    const members = this.groups.get(targetGroupArn)?.members;
    const zone = members?.get(id)?.place.zone;
    if (members?.delete(id)) {
      this.log.record("target.deregistered", { target: id, zone });
      this.changed();
    }
  }

  private stateOf(registration: Registration): RoutableTarget["state"] {
    if (registration.draining) {
      return "draining";
    }
    if (registration.isStopped() || registration.views.size === 0) {
      return "unused";
    }
    return combinedState([...registration.views]) ?? this.reported.get(registration) ?? "initial";
  }

  private isKnownStopped(instanceId: string): boolean {
    const instance = this.instances.get(instanceId);
    const noticedMs = sandboxLatencyMs(STOPPED_TARGET_UNUSED);
    return instance?.state === "stopped" && this.clock.nowMs() - instance.stateSinceMs >= noticedMs;
  }

  private targetOf(registration: Registration): Target {
    return { ...registration.place, state: this.stateOf(registration) };
  }

  private noteState(registration: Registration): void {
    const state = this.stateOf(registration);
    if (state !== (this.reported.get(registration) ?? "initial")) {
      const { id, zone } = registration.place;
      this.log.record(`target.${state}`, { target: id, zone });
    }
    this.reported.set(registration, state);
    this.changed();
  }

  private async read(arn: string): Promise<TargetGroupSettings> {
    try {
      return await readTargetGroup(this.store, arn);
    } catch (error) {
      throw (error as Error).name === "TargetGroupNotFoundException"
        ? new AwsError("TargetGroupNotFound", "One or more target groups not found")
        : error;
    }
  }

  private changed(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}
