import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import type { Parameters } from "../gateway/query-form";
import type { Group, LifecycleHook, LifecycleResult, LifecycleTransition, Member } from "./group";
import type { Groups } from "./groups";
import { globalTimeoutSeconds, LifecycleAction } from "./lifecycle-action";
import { namesIn, queryAction } from "./query-action";

const DEFAULT_HEARTBEAT_SECONDS = 3_600;

/**
 * Hooks at which instances wait on their way in and out.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
 */
export class LifecycleHooks {
  private readonly actions = new Set<LifecycleAction>();
  private readonly listeners: ((action: LifecycleAction) => void)[] = [];

  constructor(
    private readonly groups: Groups,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  readonly handlers: Handlers = {
    "autoscaling:PutLifecycleHook": queryAction((parameters) => {
      this.put(this.groups.find(parameters), parameters);
      return {};
    }),
    "autoscaling:DescribeLifecycleHooks": queryAction((parameters) => {
      const group = this.groups.find(parameters);
      const names = namesIn(parameters["LifecycleHookNames"]);
      return {
        LifecycleHooks: [...group.hooks.values()]
          .filter(({ name }) => names.length === 0 || names.includes(name))
          .map((hook) => described(hook, group)),
      };
    }),
    "autoscaling:DeleteLifecycleHook": queryAction((parameters) => {
      const group = this.groups.find(parameters);
      this.remove(group, hookIn(group, parameters).name);
      return {};
    }),
    "autoscaling:CompleteLifecycleAction": queryAction((parameters) => {
      const isContinue = parameters["LifecycleActionResult"] === "CONTINUE";
      this.actionIn(parameters).complete(isContinue ? "CONTINUE" : "ABANDON");
      return {};
    }),
    "autoscaling:RecordLifecycleActionHeartbeat": queryAction((parameters) => {
      this.actionIn(parameters).recordHeartbeat();
      return {};
    }),
  };

  /** Called when an instance begins to wait. */
  onWait(listener: (action: LifecycleAction) => void): void {
    this.listeners.push(listener);
  }

  /** What is not given keeps what it was. */
  put(group: Group, parameters: Parameters): void {
    const name = String(parameters["LifecycleHookName"]);
    const settings = { ...group.hooks.get(name)?.settings, ...parameters };
    group.hooks.set(name, {
      name,
      transition: settings["LifecycleTransition"] as LifecycleTransition,
      heartbeatSeconds: Number(settings["HeartbeatTimeout"] ?? DEFAULT_HEARTBEAT_SECONDS),
      defaultResult: settings["DefaultResult"] === "CONTINUE" ? "CONTINUE" : "ABANDON",
      settings,
    });
  }

  /**
   * "If there are any outstanding lifecycle actions, they are completed first (ABANDON for launching
   * instances, CONTINUE for terminating instances)."
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
   */
  remove(group: Group, name: string): void {
    group.hooks.delete(name);
    for (const action of this.actions) {
      if (action.group === group && action.hook.name === name) {
        action.complete(isLaunching(action.hook.transition) ? "ABANDON" : "CONTINUE");
      }
    }
  }

  /** Waits until all hooks of the transition let the instance go on. */
  async pass(
    group: Group,
    member: Member,
    transition: LifecycleTransition,
  ): Promise<LifecycleResult> {
    const hooks = [...group.hooks.values()].filter((hook) => hook.transition === transition);
    if (hooks.length === 0) {
      return "CONTINUE";
    }
    member.lifecycleState = isLaunching(transition) ? "Pending:Wait" : "Terminating:Wait";
    this.log.record("group.lifecycle-wait", {
      group: group.name,
      instance: member.instance.id,
      hooks: hooks.map(({ name }) => name),
    });
    const results = await Promise.all(hooks.map((hook) => this.wait(group, member, hook)));
    return results.includes("ABANDON") ? "ABANDON" : "CONTINUE";
  }

  private wait(group: Group, member: Member, hook: LifecycleHook): Promise<LifecycleResult> {
    const action = new LifecycleAction(group, hook, member, this.clock);
    this.actions.add(action);
    for (const listener of this.listeners) {
      listener(action);
    }
    return action.result.finally(() => this.actions.delete(action));
  }

  private actionIn(parameters: Parameters): LifecycleAction {
    const group = this.groups.find(parameters);
    const hook = hookIn(group, parameters);
    const action = [...this.actions].find(
      (each) =>
        each.group === group &&
        each.hook.name === hook.name &&
        (each.token === parameters["LifecycleActionToken"] ||
          each.member.instance.id === parameters["InstanceId"]),
    );
    if (!action) {
      throw new AwsError(
        "ValidationError",
        `No active Lifecycle Action found with instance ID ${parameters["InstanceId"] ?? "null"}`,
      );
    }
    return action;
  }
}

function hookIn(group: Group, parameters: Parameters): LifecycleHook {
  const name = String(parameters["LifecycleHookName"]);
  const hook = group.hooks.get(name);
  if (!hook) {
    throw new AwsError("ValidationError", `Lifecycle hook not found: ${name}`);
  }
  return hook;
}

function isLaunching(transition: LifecycleTransition): boolean {
  return transition === "autoscaling:EC2_INSTANCE_LAUNCHING";
}

function described(hook: LifecycleHook, { name }: Group): object {
  return {
    ...hook.settings,
    AutoScalingGroupName: name,
    HeartbeatTimeout: hook.heartbeatSeconds,
    GlobalTimeout: globalTimeoutSeconds(hook),
    DefaultResult: hook.defaultResult,
  };
}
