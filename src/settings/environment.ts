import { roomOn } from "../capacity/instance-room";
import { groupSizeLeaving, instancesToHold, type TaskDemand } from "../capacity/static-stability";
import { type Ci, completeCi } from "./ci";
import type { EnvironmentInput, ParsedEnvironment } from "./schema";

/** The settings of one environment, checked and complete. */
export interface Environment extends Omit<ParsedEnvironment, "services" | "capacity" | "ci"> {
  readonly zoneCount: number;
  readonly services: readonly Service[];
  readonly capacity: Capacity;
  readonly ci?: Ci;
}

export type Service = ParsedEnvironment["services"][number] & { readonly desiredCount: number };
export type Capacity = ParsedEnvironment["capacity"] & {
  readonly minimumSize: number;
  readonly maximumSize: number;
};

/** Types an environment file while it is written; it is checked when it is loaded. */
export function defineEnvironment(settings: EnvironmentInput): EnvironmentInput {
  return settings;
}

/** Fills in the defaults that follow from other settings. */
export function complete(parsed: ParsedEnvironment): Environment {
  const zoneCount = countZones(parsed);
  const minimumSize =
    parsed.capacity.minimumSize ?? groupSizeLeaving(survivorsNeeded(parsed), zoneCount);
  return {
    ...parsed,
    zoneCount,
    services: parsed.services.map((service) => ({
      ...service,
      desiredCount: desiredCountOf(service, zoneCount),
    })),
    capacity: {
      ...parsed.capacity,
      minimumSize,
      maximumSize: parsed.capacity.maximumSize ?? 2 * minimumSize,
    },
    ci: parsed.ci && completeCi(parsed.ci, parsed.name),
  };
}

export function countZones(settings: Pick<ParsedEnvironment, "newSubnets">): number {
  return 1 + settings.newSubnets.length;
}

export function desiredCountOf(
  service: ParsedEnvironment["services"][number],
  zones: number,
): number {
  return service.desiredCount ?? Math.max(2, zones, service.autoscaling?.minimum ?? 0);
}

type Sizing = Pick<ParsedEnvironment, "newSubnets" | "services" | "capacity">;

/** How many instances must be left when a zone is lost, for every task at peak to be placed. */
export function survivorsNeeded(settings: Sizing): number {
  return instancesToHold(demandsAtPeak(settings), roomOn(settings.capacity.instanceTypes));
}

export function demandsAtPeak(settings: Sizing): TaskDemand[] {
  return settings.services.map((service) => ({
    service: service.name,
    count: Math.max(
      desiredCountOf(service, countZones(settings)),
      service.autoscaling?.maximum ?? 0,
    ),
    memoryMiB: service.memoryMiB,
    cpuUnits: service.cpuUnits,
    fixedHostPorts: service.hostPort === 0 ? [] : [service.hostPort],
    networkInterfaces: service.awsvpc ? 1 : 0,
  }));
}
