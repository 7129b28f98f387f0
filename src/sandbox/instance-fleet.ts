import {
  StartInstancesCommand,
  StopInstancesCommand,
  type Tag,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { BOOT_TO_REGISTERED } from "../simulation/latencies";
import type { Addresses } from "./addresses";
import type { Clock, Timer } from "./clock";
import type { EventLog } from "./event-log";
import { AwsError } from "./gateway/aws-response";
import { sandboxLatencyMs } from "./latencies";
import { type LaunchTemplate, type LaunchTemplateReference, readTemplate } from "./launch-template";
import { runInstance } from "./run-instance";
import type { Store } from "./store";

/** How the zones stand, as far as instances are concerned. */
export interface ZoneConditions {
  launchesFailIn(zone: string): boolean;
  /** Whether no packet reaches or leaves an instance. */
  isCutOff(instance: FleetInstance): boolean;
}

const ALL_WELL: ZoneConditions = { launchesFailIn: () => false, isCutOff: () => false };

/** An agent that does not reach ECS tries again. */
const REGISTRATION_RETRY_MS = 1_000;

/** An EC2 instance that the sandbox runs, and its ECS agent. */
export interface FleetInstance {
  readonly id: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly instanceType: string;
  /** The version that it was launched from. */
  readonly launchTemplate: Pick<LaunchTemplate, "id" | "name" | "version">;
  /** The loopback address that its tasks listen on. */
  readonly address: string;
  readonly cluster: string | undefined;
  state: "pending" | "running" | "stopped" | "terminated";
  /** Virtual time of the last change of its state. */
  stateSinceMs: number;
  /** Since when its status checks are impaired; undefined while they pass. */
  impairedSinceMs?: number;
  /** Whether its ECS agent has registered. */
  registered: boolean;
  /** Whether ECS hears from its agent. */
  agentConnected: boolean;
  /** Whether ECS moves its tasks elsewhere. */
  draining: boolean;
}

export interface Launch {
  readonly template: LaunchTemplateReference;
  readonly subnetId: string;
  /** @default the template's */
  readonly instanceType?: string;
  /** On top of the template's own, which they override. */
  readonly tags?: readonly Tag[];
}

/** Instances that boot, whose agents register, and that can be stopped, started and lost. */
export class InstanceFleet {
  readonly instances = new Map<string, FleetInstance>();
  /** Set where zones can fail. */
  conditions: ZoneConditions = ALL_WELL;
  private readonly boots = new Map<string, Timer>();
  private readonly goneListeners: ((instance: FleetInstance) => void)[] = [];

  constructor(
    private readonly store: Store,
    private readonly addresses: Pick<Addresses, "next">,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** Called when an instance has stopped, was terminated or reboots: nothing runs on it any more. */
  onGone(listener: (instance: FleetInstance) => void): void {
    this.goneListeners.push(listener);
  }

  /** For a task with a network interface of its own. */
  newAddress(): string {
    return this.addresses.next();
  }

  /** @throws AwsError `InsufficientInstanceCapacity` while launches in the zone fail */
  async launch({ template: reference, subnetId, instanceType, tags = [] }: Launch) {
    const template = await readTemplate(this.store, reference);
    const type = instanceType ?? (template.data.InstanceType as string);
    const zone = await this.store.zoneOf(subnetId);
    if (this.conditions.launchesFailIn(zone)) {
      throw noCapacity(type, zone);
    }
    const { id, name, version, cluster } = template;
    const instance = this.admit({
      id: await runInstance(this.store, template, { subnetId, instanceType: type, tags }),
      subnetId,
      zone,
      instanceType: type,
      launchTemplate: { id, name, version },
      cluster,
    });
    this.boot(instance);
    return instance;
  }

  async stop(id: string): Promise<void> {
    await this.store.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    this.lose(id, "stopped");
  }

  async start(id: string): Promise<void> {
    await this.store.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    this.noteStarted(id);
  }

  async terminate(id: string): Promise<void> {
    await this.store.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    this.lose(id, "terminated");
  }

  /** Its status checks fail from now on, though it is `running`. */
  impair(id: string): void {
    const instance = this.instances.get(id);
    if (instance && instance.impairedSinceMs === undefined) {
      instance.impairedSinceMs = this.clock.nowMs();
      this.log.record("instance.impaired", { instance: id, zone: instance.zone });
    }
  }

  recover(id: string): void {
    const instance = this.instances.get(id);
    if (instance?.impairedSinceMs !== undefined) {
      instance.impairedSinceMs = undefined;
      this.log.record("instance.recovered", { instance: id, zone: instance.zone });
    }
  }

  /** Takes note of what someone else did to an instance. */
  lose(id: string, state: "stopped" | "terminated"): void {
    const instance = this.instances.get(id);
    if (!instance || instance.state === "terminated" || instance.state === state) {
      return;
    }
    this.enter(instance, state);
    this.log.record(`instance.${state}`, { instance: id, zone: instance.zone });
    this.loseWhatRuns(instance);
  }

  /** A stopped instance boots, and its agent registers anew. */
  noteStarted(id: string): void {
    const instance = this.instances.get(id);
    if (instance?.state === "stopped") {
      this.enter(instance, "pending");
      // EC2 starts it on another host.
      this.recover(id);
      this.log.record("instance.pending", { instance: id, zone: instance.zone });
      this.boot(instance);
    }
  }

  /** It stays `running` for EC2, without its tasks and its agent. */
  noteRebooted(id: string): void {
    const instance = this.instances.get(id);
    if (instance?.state === "running") {
      this.log.record("instance.rebooting", { instance: id, zone: instance.zone });
      this.loseWhatRuns(instance);
      this.boot(instance);
    }
  }

  private admit(
    launched: Omit<
      FleetInstance,
      "address" | "state" | "stateSinceMs" | "registered" | "agentConnected" | "draining"
    >,
  ): FleetInstance {
    const instance: FleetInstance = {
      ...launched,
      address: this.addresses.next(),
      state: "pending",
      stateSinceMs: this.clock.nowMs(),
      registered: false,
      agentConnected: true,
      draining: false,
    };
    this.instances.set(instance.id, instance);
    this.log.record("instance.pending", {
      instance: instance.id,
      zone: instance.zone,
      templateVersion: instance.launchTemplate.version,
    });
    return instance;
  }

  private boot(instance: FleetInstance): void {
    this.boots.get(instance.id)?.cancel();
    this.registerAfter(sandboxLatencyMs(BOOT_TO_REGISTERED), instance);
  }

  private registerAfter(delayMs: number, instance: FleetInstance): void {
    this.boots.set(
      instance.id,
      this.clock.after(delayMs, () => this.register(instance)),
    );
  }

  private register(instance: FleetInstance): void {
    if (this.conditions.isCutOff(instance)) {
      this.registerAfter(REGISTRATION_RETRY_MS, instance);
      return;
    }
    this.enter(instance, "running");
    instance.registered = instance.cluster !== undefined;
    this.log.record("instance.registered", { instance: instance.id, zone: instance.zone });
  }

  private enter(instance: FleetInstance, state: FleetInstance["state"]): void {
    instance.state = state;
    instance.stateSinceMs = this.clock.nowMs();
  }

  private loseWhatRuns(instance: FleetInstance): void {
    this.boots.get(instance.id)?.cancel();
    instance.registered = false;
    for (const listener of this.goneListeners) {
      listener(instance);
    }
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html */
function noCapacity(instanceType: string, zone: string): AwsError {
  return new AwsError(
    "InsufficientInstanceCapacity",
    `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${zone}).`,
    500,
  );
}
