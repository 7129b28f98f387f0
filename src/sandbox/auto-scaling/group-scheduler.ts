import { type GroupInstance, reconcileGroup } from "../../simulation/instance-group";
import type { Clock } from "../clock";
import { launches, terminations } from "./causes";
import { capacityOf, type Group, isPending, isTerminating, type Member } from "./group";
import { isFailing, passSettings } from "./group-settings";
import type { Groups } from "./groups";
import { activeRefresh, type InstanceRefreshes } from "./instance-refreshes";
import { healthOf, seenAs } from "./member-health";
import type { MemberLifecycle } from "./member-lifecycle";

/** How often a group looks at its instances. */
const PASS_MS = 1_000;

/** Looks at every group again and again, and has done what it wants. */
export class GroupScheduler {
  constructor(
    groups: Groups,
    private readonly lifecycle: MemberLifecycle,
    private readonly refreshes: InstanceRefreshes,
    private readonly clock: Clock,
  ) {
    clock.every(PASS_MS, () => {
      for (const group of groups.all()) {
        this.pass(group);
      }
    });
  }

  private pass(group: Group): void {
    const nowMs = this.clock.nowMs();
    for (const member of group.members.values()) {
      if (member.lifecycleState === "Pending" && member.instance.state === "running") {
        void this.lifecycle.takeIn(group, member);
      }
    }
    const seen = [...group.members.values()].map((member) => seenAs(member, group, nowMs));
    const refresh = this.refreshes.pass(group, seen);
    const replaced = new Set([...refresh.terminate, ...refresh.replaced]);
    const { launch, terminate } = reconcileGroup(passSettings(group, nowMs), [
      ...seen.filter(({ id }) => !replaced.has(id)),
      ...[...group.launching].map(onTheWay),
    ]);
    const cause = launchCause(group, seen, launch.length);
    const terminated = this.terminateAll(group, terminate, nowMs);
    for (const id of refresh.terminate) {
      this.lifecycle.terminate(group, memberOf(group, id), "refresh", terminations.refresh(id));
    }
    for (const zone of launch.filter((each) => !isFailing(group, each, nowMs))) {
      void this.lifecycle.launch(group, zone, cause);
    }
    if (launch.length + terminated === 0 && isSettled(group)) {
      group.desiredBecause = undefined;
    }
  }

  private terminateAll(
    group: Group,
    all: ReturnType<typeof reconcileGroup>["terminate"],
    nowMs: number,
  ): number {
    const allowed = group.suspended.has("Terminate") ? [] : all;
    const from = capacityOf(group);
    for (const { instanceId, reason } of allowed) {
      const member = memberOf(group, instanceId);
      const { check } = healthOf(member, group, nowMs);
      const scaleIn = terminations.capacity(instanceId, { from, to: from - allowed.length });
      this.lifecycle.terminate(
        group,
        member,
        reason,
        reason !== "scale-in" && check ? terminations[check]() : because(group, scaleIn),
      );
    }
    return allowed.length;
  }
}

function onTheWay({ zone }: { readonly zone: string }, index: number): GroupInstance {
  return {
    id: `launching-${index}`,
    zone,
    lifecycleState: "Pending",
    condition: "healthy",
    protectedFromScaleIn: true,
  };
}

function launchCause(group: Group, seen: readonly GroupInstance[], count: number): string {
  const from = capacityOf(group);
  if (seen.some((each) => each.lifecycleState === "InService" && each.condition !== "healthy")) {
    return launches.replacement();
  }
  if (activeRefresh(group)) {
    return launches.refresh();
  }
  return from >= group.desiredCapacity
    ? launches.rebalancing()
    : because(group, launches.capacity({ from, to: from + count }));
}

/** What led to the desired capacity stands before what follows from it. */
function because({ desiredBecause }: Group, cause: string): string {
  return desiredBecause ? `${desiredBecause}  ${cause}` : cause;
}

function memberOf(group: Group, id: string): Member {
  return group.members.get(id) as Member;
}

function isSettled(group: Group): boolean {
  const isMoving = (member: Member) => isPending(member) || isTerminating(member);
  return group.launching.size === 0 && ![...group.members.values()].some(isMoving);
}
