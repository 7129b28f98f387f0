import { type InstanceRoom, roomOn } from "../capacity/instance-room";
import { findInstanceType } from "../capacity/instance-types";
import type { TaskDemand } from "../capacity/static-stability";
import { type Knowable, unknown } from "../topology/knowable";
import type { InstanceGroup, Service, Task, Topology } from "../topology/model";
import { groupsOf, servicesOn } from "./hosts";
import { allKnown, whenKnown } from "./judgement";
import { oncePerSubject } from "./once";

/** What the services of a group ask for, and what an instance has for them. */
export interface Load {
  readonly demands: readonly TaskDemand[];
  /** Without what a daemon's task takes on every instance. */
  readonly room: InstanceRoom;
}

/** When every service runs the most tasks that it may when nothing is being deployed. */
export const peakLoadOn = oncePerSubject((group: InstanceGroup, topology) =>
  loadOn(group, topology, peakOf),
);

/** When every service is being deployed at its peak. */
export function deploymentLoadOn(group: InstanceGroup, topology: Topology): Knowable<Load> {
  return loadOn(group, topology, (service) =>
    whenKnown([peakOf(service), service.maximumPercent], (peak, percent) =>
      Math.floor((peak * percent) / 100),
    ),
  );
}

/** @param count how many tasks of a service there may be at a time */
function loadOn(
  group: InstanceGroup,
  topology: Topology,
  count: (service: Service) => Knowable<number>,
): Knowable<Load> {
  return whenKnown([servicesOn(group, topology), roomOf(group)], (services, room) =>
    whenKnown(
      [allKnown(services.map((service) => demandOf(service, count, topology)))],
      (demands) => ({
        demands: demands.filter((demand) => !demand.daemon),
        room: demands.filter((demand) => demand.daemon).reduce(withoutDaemon, room),
      }),
    ),
  );
}

function peakOf({ desiredCount, autoscaling }: Service): Knowable<number> {
  return whenKnown([desiredCount, autoscaling], (desired, scaling) =>
    Math.max(desired, scaling?.maximum ?? 0),
  );
}

function roomOf({ instanceTypes }: InstanceGroup): Knowable<InstanceRoom> {
  return whenKnown([instanceTypes], (names) =>
    whenKnown(
      [
        allKnown(
          names.map(
            (name) =>
              findInstanceType(name) ??
              unknown(`instance type "${name}" is not in the built-in table`),
          ),
        ),
      ],
      (types) => (types.length > 0 ? roomOn(types) : unknown("no instance type is stated")),
    ),
  );
}

type Demand = TaskDemand & { readonly daemon: boolean };

function demandOf(
  service: Service,
  count: (service: Service) => Knowable<number>,
  topology: Topology,
): Knowable<Demand> {
  return whenKnown(
    [service.schedulingStrategy, service.task, groupsOf(service, topology)],
    (strategy, task, groups): Knowable<Demand> => {
      if (groups.length > 1) {
        return unknown(`${service.address} shares its tasks among several groups`);
      }
      const daemon = strategy === "DAEMON";
      return whenKnown([daemon ? 1 : count(service), sizeOf(task)], (tasks, size) => ({
        ...size,
        service: service.address,
        count: tasks,
        daemon,
      }));
    },
  );
}

function sizeOf(task: Task): Knowable<Omit<TaskDemand, "service" | "count">> {
  return whenKnown(
    [task.memoryMiB, task.cpuUnits, task.networkMode, fixedPortsOf(task)],
    (memoryMiB, cpuUnits, networkMode, fixedHostPorts) => ({
      memoryMiB,
      cpuUnits,
      networkInterfaces: networkMode === "awsvpc" ? 1 : 0,
      fixedHostPorts,
    }),
  );
}

/** The instance's ports that a task takes; in awsvpc mode it has its own. */
export function fixedPortsOf({ networkMode, hostPorts }: Task): Knowable<readonly number[]> {
  return whenKnown([networkMode, hostPorts], (mode, ports) =>
    mode === "awsvpc" ? [] : ports.filter((port) => port !== 0),
  );
}

function withoutDaemon(room: InstanceRoom, daemon: TaskDemand): InstanceRoom {
  return {
    memoryMiB: room.memoryMiB - daemon.memoryMiB,
    cpuUnits: room.cpuUnits - daemon.cpuUnits,
    networkInterfaces: room.networkInterfaces - daemon.networkInterfaces,
  };
}

/** How many tasks hold a fixed port that this one wants, itself among them: one an instance. */
export function fixedPortsHeld(task: TaskDemand, all: readonly TaskDemand[]): number {
  if (task.fixedHostPorts.length === 0) {
    return 0;
  }
  return all
    .filter(({ fixedHostPorts }) =>
      fixedHostPorts.some((port) => task.fixedHostPorts.includes(port)),
    )
    .reduce((sum, { count }) => sum + count, 0);
}
