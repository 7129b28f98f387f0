import { roomOn } from "../../capacity/instance-room";
import { findInstanceType } from "../../capacity/instance-types";
import type { ContainerInstance } from "../../simulation/container-instance";
import type { FleetInstance } from "../instance-fleet";
import type { SandboxTask } from "./ecs-task";

/**
 * An instance with what is left on it, as the placement of a service sees it.
 *
 * @param held the tasks on it
 */
export function containerInstanceOf(
  instance: FleetInstance,
  held: readonly SandboxTask[],
  service: string,
): ContainerInstance {
  const type = findInstanceType(instance.instanceType);
  const room = type ? roomOn([type]) : { memoryMiB: 0, cpuUnits: 0, networkInterfaces: 0 };
  const used = (resource: "memoryMiB" | "cpuUnits" | "networkInterfaces") =>
    held.reduce((sum, task) => sum + task.blueprint.requirements[resource], 0);
  return {
    id: instance.id,
    zone: instance.zone,
    status: instance.draining ? "DRAINING" : "ACTIVE",
    agentConnected: instance.agentConnected,
    remainingMemoryMiB: room.memoryMiB - used("memoryMiB"),
    remainingCpuUnits: room.cpuUnits - used("cpuUnits"),
    remainingNetworkInterfaces: room.networkInterfaces - used("networkInterfaces"),
    usedHostPorts: held
      .filter(({ blueprint }) => blueprint.networkMode !== "awsvpc")
      .flatMap(({ bindings }) => bindings.map(({ hostPort }) => hostPort)),
    serviceTasks: held.filter((task) => task.blueprint.service === service).length,
  };
}
