import type { Knowable } from "../topology/knowable";
import type { InstanceGroup, Topology } from "../topology/model";
import { groupBehind } from "./hosts";
import {
  allKnown,
  broken,
  given,
  gravest,
  holds,
  holdsIf,
  type Judgement,
  notApplicable,
  whenKnown,
} from "./judgement";
import { rule } from "./rule";
import { capacityProviders, instanceGroups } from "./subjects";

export const protectionsAgree = rule({
  id: "HA-CAP-06",
  title: "managed termination protection and scale-in protection go together",
  reason:
    "ECS protects only instances that the group protects too, and only with managed scaling; protected without ECS to lift it, an instance never goes.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html",
  remedy:
    "set managed_termination_protection and managed_scaling to ENABLED and protect_from_scale_in to true, or both protections off",
  on: capacityProviders,
  judge: (provider, topology) =>
    given(
      [
        provider.managedTerminationProtection,
        provider.managedScaling,
        groupBehind(provider, topology),
      ],
      (managed, scaling, group) =>
        given([group.protectedFromScaleIn], (protectedByGroup) =>
          holdsIf(
            managed === protectedByGroup && (!managed || scaling.enabled),
            `managed termination protection ${onOff(managed)}, scale-in protection ${onOff(protectedByGroup)}, managed scaling ${onOff(scaling.enabled)}`,
          ),
        ),
    ),
});

function onOff(on: boolean): string {
  return on ? "on" : "off";
}

export const drainingIsOn = rule({
  id: "HA-CAP-07",
  title: "managed draining is on",
  reason: "Without it, an instance that is replaced takes its tasks with it.",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html",
  remedy: 'set managed_draining = "ENABLED"',
  on: capacityProviders,
  judge: ({ managedDraining }) => given([managedDraining], (on) => holdsIf(on, onOff(on))),
});

export const distributionIsBestEffort = rule({
  id: "HA-CAP-08",
  title: "a zone that cannot launch does not keep the others from it",
  reason: "balanced-only goes on trying in the lost zone, and launches nothing elsewhere.",
  source:
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html",
  remedy: 'set capacity_distribution_strategy = "balanced-best-effort"',
  on: instanceGroups,
  judge: ({ distribution }) =>
    given([distribution], (strategy) => holdsIf(strategy === "balanced-best-effort", strategy)),
});

const NEEDED_PROCESSES = ["Launch", "ReplaceUnhealthy", "AZRebalance"];

export const nothingIsSuspended = rule({
  id: "HA-CAP-09",
  title: "launching, replacing and rebalancing are not suspended",
  reason: "A group whose processes are suspended does not replace what a zone has lost.",
  source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html",
  remedy: `remove ${NEEDED_PROCESSES.join(", ")} from suspended_processes`,
  on: instanceGroups,
  judge: ({ suspendedProcesses }) =>
    given([suspendedProcesses], (suspended) => {
      const needed = NEEDED_PROCESSES.filter((process) => suspended.includes(process));
      return holdsIf(needed.length === 0, needed.join(", ") || "none of them");
    }),
});

export const groupIsTagged = rule({
  id: "HA-CAP-10",
  title: "the group of a capacity provider has the tag AmazonECSManaged",
  reason:
    "ECS adds it by itself; where the configuration does not say it, the next apply takes it away, and managed scaling with it.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",
  remedy: 'add tag { key = "AmazonECSManaged", value = "true", propagate_at_launch = true }',
  on: instanceGroups,
  judge: (group, topology) =>
    given([isManaged(group, topology), group.propagatedTags], (managed, tags) =>
      managed
        ? holdsIf(tags.includes("AmazonECSManaged"), tags.join(", ") || "no tag")
        : notApplicable("of no capacity provider"),
    ),
});

function isManaged(group: InstanceGroup, topology: Topology): Knowable<boolean> {
  return whenKnown(
    [allKnown(topology.capacityProviders.map(({ instanceGroup }) => instanceGroup))],
    (addresses) => addresses.includes(group.address),
  );
}

export const rolloutIsVisible = rule({
  id: "HA-CAP-11",
  title: "a new launch template shows in the plan, and reaches every instance",
  reason:
    "$Latest hides from the plan that instances change; without an instance refresh, or with one that waits for protected instances, old and new ones stay mixed.",
  source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html",
  remedy:
    'take the launch template\'s latest_version as version, and add instance_refresh with scale_in_protected_instances = "Refresh"',
  toldBy: ["synthesized", "plan"],
  on: instanceGroups,
  judge: (group) => gravest([versionIsNumber(group), refreshReachesAll(group)]),
});

function versionIsNumber({ templateVersion }: InstanceGroup): Judgement {
  return given([templateVersion], (version) =>
    holdsIf(!version.startsWith("$"), version.startsWith("$") ? version : "version by number"),
  );
}

function refreshReachesAll({ instanceRefresh, protectedFromScaleIn }: InstanceGroup): Judgement {
  return given([instanceRefresh, protectedFromScaleIn], (refresh, isProtected) => {
    if (!refresh) {
      return broken("no instance refresh");
    }
    return isProtected
      ? given([refresh.scaleInProtected], (what) =>
          holdsIf(what === "Refresh", `protected instances: ${what}`),
        )
      : holds("instance refresh");
  });
}
