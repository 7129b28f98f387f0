import { randomUUID } from "node:crypto";
import { type Cluster, DescribeClustersCommand, ListClustersCommand } from "@aws-sdk/client-ecs";
import { type InstanceRoom, roomOn } from "../capacity/instance-room";
import { findInstanceType } from "../capacity/instance-types";
import {
  capacityProviderReservation,
  DATAPOINT_INTERVAL_MS,
  desiredCapacityFor,
  instancesNeeded,
  type PendingTasks,
  SCALE_IN_DATAPOINTS,
} from "../simulation/capacity-scaling";
import type { AutoScaling } from "./auto-scaling/auto-scaling";
import { requests } from "./auto-scaling/causes";
import { capacityOf, type Group, type Member, standing } from "./auto-scaling/group";
import { overriddenTypes, sizesOf, templateOf } from "./auto-scaling/group-settings";
import type { CapacityProvider, CapacityProviders } from "./capacity-providers";
import type { Clock } from "./clock";
import type { EventLog } from "./event-log";
import { readTemplate } from "./launch-template";
import type { Store } from "./store";

/** What ECS knows of its tasks. */
export interface TaskDemand {
  /** Tasks of a cluster that no instance can take. */
  readonly waitingTasks: (cluster: string) => readonly PendingTasks[];
  readonly holdsTasks: (instanceId: string) => boolean;
}

/**
 * Managed scaling and managed termination protection of capacity providers, once a minute.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html
 */
export class ManagedScaling {
  /** CapacityProviderReservation by provider, the latest last. */
  private readonly reservations = new Map<string, readonly number[]>();
  private readonly policyId = randomUUID();

  constructor(
    private readonly providers: CapacityProviders,
    private readonly autoScaling: AutoScaling,
    private readonly demand: TaskDemand,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {
    clock.every(DATAPOINT_INTERVAL_MS, () => {
      this.lookAtAll().catch((error) => {
        this.log.record("capacity-provider.failed", { reason: String(error) });
      });
    });
  }

  private async lookAtAll(): Promise<void> {
    const clusters = await this.clusters();
    for (const provider of this.providers.all()) {
      const group = this.autoScaling.groups.byArn(provider.groupArn);
      const cluster = clusters.find((each) => each.capacityProviders?.includes(provider.name));
      if (group && cluster?.clusterName) {
        await this.scale(provider, group, cluster.clusterName);
        this.protect(provider, group);
      }
    }
  }

  private async scale(provider: CapacityProvider, group: Group, cluster: string): Promise<void> {
    if (!provider.managedScaling) {
      this.reservations.delete(provider.name);
      return;
    }
    const empty = await this.emptyInstanceOf(group);
    const running = capacityOf(group);
    const busy = standing(group).filter((member) => this.holdsTasks(member)).length;
    const needed = instancesNeeded(busy, this.demand.waitingTasks(cluster), empty);
    const reservation = capacityProviderReservation(needed, running);
    const reservations = [...(this.reservations.get(provider.name) ?? []), reservation];
    this.reservations.set(provider.name, reservations.slice(-SCALE_IN_DATAPOINTS));
    this.log.record("capacity-provider.reservation", {
      capacityProvider: provider.name,
      percent: Math.round(reservation),
    });
    this.desire(
      provider,
      group,
      desiredCapacityFor(
        { ...provider.managedScaling, ...sizesOf(group) },
        {
          needed,
          running,
          desiredCapacity: group.desiredCapacity,
          reservations,
          warmingUp: this.isWarmingUp(provider, group),
        },
      ),
    );
  }

  /** In the name of the scaling policy that ECS makes for the group. */
  private desire({ name }: CapacityProvider, group: Group, to: number): void {
    const from = group.desiredCapacity;
    if (to === from || group.suspended.has("AlarmNotification")) {
      return;
    }
    const alarm = `TargetTracking-${group.name}-Alarm${to > from ? "High" : "Low"}-${name}`;
    const policy = `ECSManagedAutoScalingPolicy-${this.policyId}`;
    this.autoScaling.groups.desire(group, to, requests.managedScaling(alarm, policy, { from, to }));
  }

  /** Those with tasks are kept from a scale-in, and no others once their agents have registered. */
  private protect(provider: CapacityProvider, group: Group): void {
    if (!provider.managedTerminationProtection) {
      return;
    }
    for (const member of standing(group).filter(({ instance }) => instance.registered)) {
      member.protectedFromScaleIn = this.holdsTasks(member);
    }
  }

  private holdsTasks({ instance }: Member): boolean {
    return this.demand.holdsTasks(instance.id);
  }

  private isWarmingUp({ instanceWarmupSeconds }: CapacityProvider, group: Group): boolean {
    const since = this.clock.nowMs() - instanceWarmupSeconds * 1_000;
    return standing(group).some((each) => each.launchedAtMs > since);
  }

  /** What the smallest instance that the group launches offers. */
  private async emptyInstanceOf(group: Group): Promise<InstanceRoom> {
    const listed = overriddenTypes(group);
    const { data } = await readTemplate(this.store, templateOf(group));
    const names = listed.length > 0 ? listed : [data.InstanceType ?? ""];
    const types = names.flatMap((name) => findInstanceType(name) ?? []);
    return types.length > 0 ? roomOn(types) : { memoryMiB: 0, cpuUnits: 0, networkInterfaces: 0 };
  }

  private async clusters(): Promise<readonly Cluster[]> {
    const { clusterArns } = await this.store.ecs.send(new ListClustersCommand({}));
    const { clusters } = await this.store.ecs.send(
      new DescribeClustersCommand({ clusters: clusterArns }),
    );
    return clusters ?? [];
  }
}
