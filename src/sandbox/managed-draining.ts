import type { AutoScaling } from "./auto-scaling/auto-scaling";
import type { LifecycleAction } from "./auto-scaling/lifecycle-action";
import type { CapacityProvider, CapacityProviders } from "./capacity-providers";
import type { Clock } from "./clock";
import type { EventLog } from "./event-log";

/** The hook that ECS puts on the groups of its capacity providers. */
export const DRAINING_HOOK = "ecs-managed-draining-termination-hook";

const LOOK_MS = 1_000;

/**
 * Managed draining of capacity providers: an instance that is to go waits while ECS moves its tasks
 * elsewhere. ECS goes on waiting for as long as the hook can, which is 48 hours.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html
 */
export class ManagedDraining {
  constructor(
    providers: CapacityProviders,
    private readonly autoScaling: AutoScaling,
    private readonly holdsTasks: (instanceId: string) => boolean,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {
    providers.onChange((groupArn, provider) => this.hang(groupArn, provider));
    autoScaling.hooks.onWait((action) => {
      if (action.hook.name === DRAINING_HOOK) {
        this.drain(action);
      }
    });
  }

  private hang(groupArn: string, provider: CapacityProvider | undefined): void {
    const group = this.autoScaling.groups.byArn(groupArn);
    if (group && provider?.managedDraining) {
      this.autoScaling.hooks.put(group, {
        LifecycleHookName: DRAINING_HOOK,
        LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        HeartbeatTimeout: "3600",
        DefaultResult: "CONTINUE",
      });
    } else if (group) {
      this.autoScaling.hooks.remove(group, DRAINING_HOOK);
    }
  }

  private drain(action: LifecycleAction): void {
    const { instance } = action.member;
    instance.draining = true;
    this.log.record("instance.draining", { instance: instance.id, zone: instance.zone });
    const looks = this.clock.every(LOOK_MS, () => {
      if (!action.isWaiting) {
        looks.cancel();
      } else if (this.holdsTasks(instance.id)) {
        action.recordHeartbeat();
      } else {
        action.complete("CONTINUE");
      }
    });
  }
}
