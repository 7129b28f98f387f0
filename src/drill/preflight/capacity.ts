import { instanceOf, type Observation } from "../state/observation";
import { type Check, unless } from "./check";

/**
 * Whether the instances that are left have room for every task that is lost: if not, the service
 * waits for new instances, which a lost zone's neighbours may not get.
 */
export function roomCheck(observation: Observation, lost: readonly string[]): Check {
  // Others' instances of the same cluster are not for these services.
  const own = new Set(observation.group.members.map(({ instanceId }) => instanceId));
  const left = observation.containerInstances
    .filter(
      ({ instanceId, status, agentConnected }) =>
        own.has(instanceId) && !lost.includes(instanceId) && status === "ACTIVE" && agentConnected,
    )
    .map((instance) => ({
      memoryMiB: instance.remainingMemoryMiB,
      cpuUnits: instance.remainingCpuUnits,
    }));
  const tasks = observation.tasks
    .filter((task) => lost.includes(instanceOf(observation, task) ?? ""))
    .sort((a, b) => b.memoryMiB - a.memoryMiB);
  const homeless = tasks.filter((task) => {
    const room = left.find(
      ({ memoryMiB, cpuUnits }) => memoryMiB >= task.memoryMiB && cpuUnits >= task.cpuUnits,
    );
    if (room) {
      room.memoryMiB -= task.memoryMiB;
      room.cpuUnits -= task.cpuUnits;
    }
    return !room;
  });
  return unless(
    "the rest can carry the load",
    homeless.length === 0
      ? []
      : [
          `${homeless.length} of the ${tasks.length} tasks that are lost have no room on the instances that are left: raise capacity.minimumSize`,
        ],
    `${tasks.length} tasks are lost, and the instances that are left have room for them`,
  );
}
