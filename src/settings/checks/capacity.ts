import { roomOn } from "../../capacity/instance-room";
import { groupSizeLeaving, survivorsOf } from "../../capacity/static-stability";
import { countZones, demandsAtPeak, survivorsNeeded } from "../environment";
import type { ParsedEnvironment } from "../schema";
import { check } from "./check";

type Sizing = Pick<ParsedEnvironment, "services" | "newSubnets" | "capacity">;

/** A task that fits no instance is placed nowhere, whatever zones there are. */
export const tasksFitAnInstance = check(["services", "newSubnets", "capacity"], (settings) => {
  const room = roomOn(settings.capacity.instanceTypes);
  return demandsAtPeak(settings).flatMap((demand, index) =>
    (["memoryMiB", "cpuUnits", "networkInterfaces"] as const)
      .filter((resource) => demand[resource] > room[resource])
      .map((resource) => ({
        path: ["services", index, resource === "networkInterfaces" ? "awsvpc" : resource],
        message: `one task needs ${demand[resource]}, but ${describeRoom(settings)}: choose larger instanceTypes, or a smaller task`,
      })),
  );
});

/**
 * Static stability: what is left after the loss of any one zone holds every task at peak. The JSON
 * tells neither the size of a task definition that is looked up, nor the figures of an instance type
 * that the settings describe.
 */
export const survivorsHoldEveryTask = check(
  ["services", "newSubnets", "capacity"],
  (settings) => {
    const { minimumSize } = settings.capacity;
    const zones = countZones(settings);
    const needed = survivorsNeeded(settings);
    if (
      minimumSize === undefined ||
      needed === Number.POSITIVE_INFINITY ||
      survivorsOf(minimumSize, zones) >= needed
    ) {
      return [];
    }
    return [
      {
        path: ["capacity", "minimumSize"],
        message:
          `${minimumSize} instances over ${zones} zones leave ${survivorsOf(minimumSize, zones)} when a zone is lost, but its tasks need ${needed}: ` +
          `${describeDemand(settings)}; ${describeRoom(settings)}; give at least ${groupSizeLeaving(needed, zones)}, or leave it out`,
      },
    ];
  },
  ["HA-CAP-02", "HA-SVC-09"],
);

function describeDemand(settings: Sizing): string {
  return demandsAtPeak(settings)
    .map(
      (demand) =>
        `${demand.service} ${demand.count} x (${demand.memoryMiB} MiB, ${demand.cpuUnits} CPU units${demand.fixedHostPorts
          .map((port) => `, host port ${port}`)
          .join("")})`,
    )
    .join(" + ");
}

function describeRoom({ capacity }: Sizing): string {
  const room = roomOn(capacity.instanceTypes);
  const names = capacity.instanceTypes.map((type) => type.name).join(" or ");
  return `one ${names} has room for ${room.memoryMiB} MiB, ${room.cpuUnits} CPU units and ${room.networkInterfaces} awsvpc tasks`;
}

export const maximumIsNotBelowMinimum = check(["capacity"], ({ capacity }) => {
  const { minimumSize = 0, maximumSize = Number.POSITIVE_INFINITY } = capacity;
  return maximumSize < minimumSize
    ? [
        {
          path: ["capacity", "maximumSize"],
          message: `${maximumSize} is less than minimumSize ${minimumSize}: give at least ${minimumSize}`,
        },
      ]
    : [];
});

export const maximumHoldsTheReserve = check(["services", "newSubnets", "capacity"], (settings) => {
  const { maximumSize, minimumSize } = settings.capacity;
  const needed = survivorsNeeded(settings);
  const least = groupSizeLeaving(needed, countZones(settings));
  return minimumSize === undefined &&
    maximumSize !== undefined &&
    Number.isFinite(least) &&
    maximumSize < least
    ? [
        {
          path: ["capacity", "maximumSize"],
          message: `${maximumSize} is less than the ${least} instances that keep every task placed when a zone is lost: give at least ${least}`,
        },
      ]
    : [];
});
