import { type InstanceRoom, roomOn } from "../../capacity/instance-room";
import { findInstanceType } from "../../capacity/instance-types";
import { isKnown, type Knowable } from "../../topology/knowable";
import type {
  CapacityProvider,
  InstanceGroup,
  ManagedScaling,
  Topology,
} from "../../topology/model";
import type { TaskRequirements } from "../container-instance";
import type { InstanceGroupPlan, ManagedScalingPlan } from "../deployment";
import type { GroupSettings } from "../instance-group";
import type { Findings } from "./findings";
import { zonesOf } from "./zones";

type Process = NonNullable<GroupSettings["suspendedProcesses"]>[number];

const PROCESSES: readonly Process[] = ["Launch", "ReplaceUnhealthy", "AZRebalance"];

/** @param daemons what each of its instances runs besides */
export function instanceGroupPlan(
  topology: Topology,
  group: InstanceGroup,
  daemons: readonly TaskRequirements[],
  findings: Findings,
): InstanceGroupPlan {
  const known = <T>(value: Knowable<T>, name: string, standIn: T) =>
    findings.known(value, group.address, name, standIn);
  const provider = topology.capacityProviders.find(
    ({ instanceGroup }) => instanceGroup === group.address,
  );
  const management = provider ? managementOf(provider, findings) : UNMANAGED;
  const policy = known(group.maintenancePolicy, "its maintenance policy", undefined);
  return {
    name: group.address,
    zones: zonesOf(topology, known(group.subnets, "its subnets", []), findings),
    minSize: findings.size(group.minSize, group.address, "its least size"),
    maxSize: known(group.maxSize, "its greatest size", 0),
    capacityDistributionStrategy: known(
      group.distribution,
      "its capacity distribution",
      "balanced-best-effort",
    ),
    maintenancePolicy: policy && {
      minHealthyPercentage: policy.minHealthyPercent,
      maxHealthyPercentage: policy.maxHealthyPercent,
    },
    suspendedProcesses: PROCESSES.filter((process) =>
      known(group.suspendedProcesses, "its suspended processes", []).includes(process),
    ),
    // Managed scaling sets it, whatever it was at first.
    desiredCapacity: management.managedScaling
      ? undefined
      : findings.size(group.desiredCapacity, group.address, "its desired capacity"),
    room: roomOf(group, daemons, findings),
    protectedFromScaleIn: known(group.protectedFromScaleIn, "its scale-in protection", false),
    ...management,
  };
}

type Management = Pick<
  InstanceGroupPlan,
  "managedScaling" | "managedDraining" | "managedTerminationProtection"
>;

/** Without a capacity provider. */
const UNMANAGED: Management = {
  managedScaling: undefined,
  managedDraining: false,
  managedTerminationProtection: false,
};

function managementOf(provider: CapacityProvider, findings: Findings): Management {
  const known = <T>(value: Knowable<T>, name: string, standIn: T) =>
    findings.known(value, provider.address, name, standIn);
  return {
    managedScaling: scalingOf(known(provider.managedScaling, "managed scaling", undefined)),
    managedDraining: known(provider.managedDraining, "managed draining", false),
    managedTerminationProtection: known(
      provider.managedTerminationProtection,
      "managed termination protection",
      false,
    ),
  };
}

function scalingOf(scaling: ManagedScaling | undefined): ManagedScalingPlan | undefined {
  return scaling?.enabled
    ? {
        targetCapacity: scaling.targetCapacityPercent,
        minimumScalingStepSize: scaling.minimumStep,
        maximumScalingStepSize: scaling.maximumStep,
        warmupMs: scaling.warmupSeconds * 1_000,
      }
    : undefined;
}

function roomOf(
  { address, instanceTypes }: InstanceGroup,
  daemons: readonly TaskRequirements[],
  findings: Findings,
): InstanceRoom {
  const names = findings.known(instanceTypes, address, "its instance types", []);
  const types = names.flatMap((name) => {
    const type = findInstanceType(name);
    if (!type) {
      findings.miss(`${address}: what a ${name} offers is not in the table of instance types`);
    }
    return type ?? [];
  });
  if (isKnown(instanceTypes) && names.length === 0) {
    findings.miss(`${address}: it names no instance type`);
  }
  const room = roomOn(types);
  const taken = (resource: keyof InstanceRoom) =>
    daemons.reduce((sum, daemon) => sum + daemon[resource], 0);
  return {
    memoryMiB: room.memoryMiB - taken("memoryMiB"),
    cpuUnits: room.cpuUnits - taken("cpuUnits"),
    networkInterfaces: room.networkInterfaces - taken("networkInterfaces"),
  };
}
