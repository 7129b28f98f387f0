import {
  DescribeLaunchTemplateVersionsCommand,
  type Instance as Ec2Instance,
  type ResponseLaunchTemplateData,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { BOOT_TO_REGISTERED } from "../simulation/latencies";
import type { Addresses } from "./addresses";
import type { Clock } from "./clock";
import type { EventLog } from "./event-log";
import type { Store } from "./store";

/** How the zones stand, as far as launches are concerned. */
export interface ZoneConditions {
  launchesFailIn(zone: string): boolean;
  /** Whether a zonal shift of an Auto Scaling group leads away from the zone. */
  isShiftedAway(groupArn: string, zone: string): boolean;
  /** Whether no packet reaches or leaves an instance. */
  isCutOff(instance: FleetInstance): boolean;
}

const ALL_WELL: ZoneConditions = {
  launchesFailIn: () => false,
  isShiftedAway: () => false,
  isCutOff: () => false,
};

/** An agent that does not reach ECS tries again. */
const REGISTRATION_RETRY_MS = 1_000;

/** An EC2 instance that the sandbox runs, and its ECS agent. */
export interface FleetInstance {
  readonly id: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly instanceType: string;
  /** The loopback address that its tasks listen on. */
  readonly address: string;
  /** From ECS_CLUSTER in its user data. */
  readonly cluster: string | undefined;
  state: "pending" | "running" | "stopped" | "terminated";
  /** Whether its ECS agent has registered. */
  registered: boolean;
  /** Whether ECS hears from its agent. */
  agentConnected: boolean;
  /** Whether Auto Scaling has seen its status checks fail for too long. */
  impaired: boolean;
}

export interface LaunchTemplateReference {
  readonly id: string;
  readonly version: string;
}

/** Instances that boot, whose agents register, and that can be stopped. */
export class InstanceFleet {
  readonly instances = new Map<string, FleetInstance>();
  /** Set where zones can fail. */
  conditions: ZoneConditions = ALL_WELL;
  private readonly goneListeners: ((instance: FleetInstance) => void)[] = [];

  constructor(
    private readonly store: Store,
    private readonly addresses: Pick<Addresses, "next">,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** For a task with a network interface of its own. */
  newAddress(): string {
    return this.addresses.next();
  }

  /** Called when an instance has stopped or was terminated. */
  onGone(listener: (instance: FleetInstance) => void): void {
    this.goneListeners.push(listener);
  }

  async launch(template: LaunchTemplateReference, subnetId: string): Promise<FleetInstance> {
    const zone = await this.store.zoneOf(subnetId);
    if (this.conditions.launchesFailIn(zone)) {
      throw new Error(`insufficient capacity in ${zone}`);
    }
    const data = await this.templateData(template);
    const { Instances } = await this.store.ec2.send(
      new RunInstancesCommand({
        ImageId: data.ImageId,
        InstanceType: data.InstanceType,
        SubnetId: subnetId,
        MinCount: 1,
        MaxCount: 1,
        UserData: data.UserData,
        TagSpecifications: data.TagSpecifications?.filter(
          ({ ResourceType }) => ResourceType === "instance",
        ),
      }),
    );
    const instance = this.admit(Instances?.[0] as Ec2Instance, data, zone);
    this.clock.after(BOOT_TO_REGISTERED.minMs, () => this.register(instance));
    return instance;
  }

  async stop(id: string): Promise<void> {
    await this.store.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    this.lose(id, "stopped");
  }

  async terminate(id: string): Promise<void> {
    await this.store.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    this.lose(id, "terminated");
  }

  /** A stopped instance boots again, and its agent registers anew. */
  async start(id: string): Promise<void> {
    await this.store.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    const instance = this.instances.get(id);
    if (instance?.state === "stopped") {
      instance.state = "pending";
      this.log.record("instance.pending", { instance: id, zone: instance.zone });
      this.clock.after(BOOT_TO_REGISTERED.minMs, () => this.register(instance));
    }
  }

  /** Takes note of what someone else did to an instance. */
  lose(id: string, state: "stopped" | "terminated"): void {
    const instance = this.instances.get(id);
    if (!instance || instance.state === "terminated" || instance.state === state) {
      return;
    }
    instance.state = state;
    instance.registered = false;
    this.log.record(`instance.${state}`, { instance: id, zone: instance.zone });
    for (const listener of this.goneListeners) {
      listener(instance);
    }
  }

  private admit(
    started: Ec2Instance,
    data: ResponseLaunchTemplateData,
    zone: string,
  ): FleetInstance {
    const instance: FleetInstance = {
      id: started.InstanceId as string,
      subnetId: started.SubnetId as string,
      zone,
      instanceType: data.InstanceType as string,
      address: this.addresses.next(),
      cluster: clusterOf(data.UserData),
      state: "pending",
      registered: false,
      agentConnected: true,
      impaired: false,
    };
    this.instances.set(instance.id, instance);
    this.log.record("instance.pending", { instance: instance.id, zone });
    return instance;
  }

  private register(instance: FleetInstance): void {
    if (this.conditions.isCutOff(instance)) {
      this.clock.after(REGISTRATION_RETRY_MS, () => this.register(instance));
      return;
    }
    if (instance.state === "pending") {
      instance.state = "running";
      instance.registered = instance.cluster !== undefined;
      this.log.record("instance.registered", { instance: instance.id, zone: instance.zone });
    }
  }

  private async templateData(
    reference: LaunchTemplateReference,
  ): Promise<ResponseLaunchTemplateData> {
    const { LaunchTemplateVersions } = await this.store.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: reference.id,
        Versions: [reference.version],
      }),
    );
    return LaunchTemplateVersions?.[0]?.LaunchTemplateData ?? {};
  }
}

function clusterOf(userData: string | undefined): string | undefined {
  return /^ECS_CLUSTER=(\S+)/m.exec(Buffer.from(userData ?? "", "base64").toString("utf8"))?.[1];
}
