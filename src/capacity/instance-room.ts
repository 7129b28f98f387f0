import type { InstanceType } from "./instance-types";

/** What ECS can hand out to tasks on one instance. */
export interface InstanceRoom {
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  /** Interfaces left for awsvpc tasks: all but the instance's own. */
  readonly networkInterfaces: number;
}

/**
 * The kernel and the firmware keep part of the memory, so an instance registers less than its type
 * promises. Assumed, on the safe side of what is seen in the field (a t3.small registers about
 * 1,900 of its 2,048 MiB): 5 % and 64 MiB.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
const KEPT_MEMORY_SHARE = 0.05;
const KEPT_MEMORY_MIB = 64;

/** ECS counts 1,024 CPU units for a vCPU. */
const CPU_UNITS_PER_VCPU = 1024;

/** The room on an instance of the smallest of the given types, resource by resource. */
export function roomOn(types: readonly InstanceType[]): InstanceRoom {
  return {
    memoryMiB: Math.min(
      ...types.map(
        (type) => Math.floor(type.memoryMiB * (1 - KEPT_MEMORY_SHARE)) - KEPT_MEMORY_MIB,
      ),
    ),
    cpuUnits: Math.min(...types.map((type) => type.vcpus * CPU_UNITS_PER_VCPU)),
    networkInterfaces: Math.min(...types.map((type) => type.networkInterfaces - 1)),
  };
}
