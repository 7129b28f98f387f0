import type { InstanceGroupPlan } from "../deployment";
import { type GroupInstance, reconcileGroup } from "../instance-group";
import type { Latencies } from "../latencies";
import type { VirtualClock } from "../virtual-clock";
import { addInstance } from "./additions";
import type { ServiceControl } from "./service-control";
import type { TaskLifecycle } from "./task-lifecycle";
import { at, type Instance, isDark, membersOf, type World } from "./world";

interface Group {
  readonly position: number;
  desiredCapacity: number;
  readonly zonesFailingToLaunch: Set<string>;
  retryPlanned: boolean;
  /** Of the world, when the group last looked at it. */
  seenVersion: number;
}

/** The Auto Scaling groups: they launch, replace and terminate instances. */
export class GroupControl {
  private readonly groups: readonly Group[];

  /** @param launches whether instances can be launched at all while the fault lasts */
  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly latencies: Latencies,
    private readonly lifecycle: TaskLifecycle,
    private readonly services: ServiceControl,
    private readonly launches: boolean,
  ) {
    this.groups = world.deployment.instanceGroups.map((_, position) => ({
      position,
      desiredCapacity: membersOf(world, position).length,
      zonesFailingToLaunch: new Set(),
      retryPlanned: false,
      seenVersion: -1,
    }));
  }

  desiredCapacity(group: number): number {
    return at(this.groups, group).desiredCapacity;
  }

  setDesiredCapacity(position: number, desiredCapacity: number): void {
    const group = at(this.groups, position);
    const changed = desiredCapacity !== group.desiredCapacity;
    group.desiredCapacity = desiredCapacity;
    if (changed || group.seenVersion !== this.world.version) {
      this.reconcile(group);
    }
  }

  /** The group has learnt that an instance is gone or unhealthy. */
  condemn(instance: Instance, condition: "gone" | "unhealthy"): void {
    instance.condition = condition;
    this.reconcile(at(this.groups, instance.group));
  }

  /** To be called when a task has left an instance: a drained one can go. */
  finishDraining(instance: Instance): void {
    if (instance.draining && instance.tasks.size === 0) {
      this.remove(instance);
    }
  }

  private reconcile(group: Group): void {
    for (;;) {
      const members = membersOf(this.world, group.position);
      const plan = at(this.world.deployment.instanceGroups, group.position);
      const pass = reconcileGroup(
        this.settings(group),
        members.map((instance) => seen(instance, plan)),
      );
      const terminated = new Set(pass.terminate.map(({ instanceId }) => instanceId));
      for (const instance of members.filter(({ id }) => terminated.has(id))) {
        this.terminate(instance);
      }
      const turned = pass.launch.filter((zone) => this.launch(group, zone)).length;
      group.seenVersion = this.world.version;
      if (turned + terminated.size === 0) {
        return;
      }
    }
  }

  /** @returns whether the group stands otherwise now: an instance more, or a zone to avoid */
  private launch(group: Group, zone: string): boolean {
    if (!this.launches || zone === this.world.darkZone) {
      return this.avoid(group, zone);
    }
    const instance = addInstance(this.world, group.position, zone, this.clock.nowMs, "pending");
    this.clock.after(this.latencies.BOOT_TO_REGISTERED, () => {
      instance.state = "running";
      instance.lifecycleState = "InService";
      this.world.version++;
      this.services.noticeAll();
      this.reconcile(group);
    });
    return true;
  }

  /** The zone whose launch failed, until it is tried again. */
  private avoid(group: Group, zone: string): boolean {
    const known = group.zonesFailingToLaunch.has(zone);
    group.zonesFailingToLaunch.add(zone);
    if (!group.retryPlanned) {
      group.retryPlanned = true;
      this.clock.after(this.latencies.FAILED_LAUNCH_RETRIED, () => {
        group.retryPlanned = false;
        group.zonesFailingToLaunch.clear();
        this.reconcile(group);
      });
    }
    return !known;
  }

  private terminate(instance: Instance): void {
    const { managedDraining } = at(this.world.deployment.instanceGroups, instance.group);
    instance.lifecycleState = "Terminating";
    this.world.version++;
    if (managedDraining && instance.tasks.size > 0) {
      this.drain(instance);
    } else {
      this.lifecycle.loseAllOn(instance, isDark(this.world, instance) ? "blackhole" : "refused");
      this.remove(instance);
    }
  }

  /** Its tasks are to run elsewhere. */
  private drain(instance: Instance): void {
    instance.draining = true;
    for (const task of instance.tasks) {
      this.services.notice(task.service);
    }
  }

  private remove(instance: Instance): void {
    this.world.instances.delete(instance);
    this.world.version++;
  }

  private settings(group: Group) {
    return {
      ...at(this.world.deployment.instanceGroups, group.position),
      desiredCapacity: group.desiredCapacity,
      zonesFailingToLaunch: [...group.zonesFailingToLaunch],
      zonesShiftedAway: [],
    };
  }
}

/** ECS lifts the protection of an instance that runs no task, where it manages the protection. */
function seen(instance: Instance, plan: InstanceGroupPlan): GroupInstance {
  const { id, zone, lifecycleState, condition, tasks } = instance;
  const kept = tasks.size > 0 || !plan.managedTerminationProtection;
  const protectedFromScaleIn = plan.protectedFromScaleIn && kept;
  return { id, zone, lifecycleState, condition, protectedFromScaleIn };
}
