import { instancesToHold } from "../../capacity/static-stability";
import type { Deployment } from "../deployment";
import type { Standing } from "../run/standing";
import { at } from "../run/world";

/** Whether the instances left hold every task of their services, in whatever order it is placed. */
export function holdsEverything(
  { services, instanceGroups }: Deployment,
  group: number,
  { instancesLeft }: Standing,
): boolean {
  const own = services.filter(({ instanceGroup }) => instanceGroup === group);
  const demands = own.map(({ name, desiredCount, requirements }) => ({
    service: name,
    count: desiredCount,
    memoryMiB: requirements.memoryMiB,
    cpuUnits: requirements.cpuUnits,
    fixedHostPorts: requirements.hostPorts.filter((port) => port !== 0),
    networkInterfaces: requirements.networkInterfaces,
  }));
  const limited = own.some(
    ({ placementLimits }) => placementLimits.zones || placementLimits.distinctInstances,
  );
  const needed = instancesToHold(demands, at(instanceGroups, group).room);
  return !limited && needed <= at(instancesLeft, group);
}
