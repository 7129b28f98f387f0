import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InstanceRoom } from "../../src/capacity/instance-room";
import { roomOn } from "../../src/capacity/instance-room";
import { findInstanceType, type InstanceType } from "../../src/capacity/instance-types";
import {
  groupSizeLeaving,
  instancesToHold,
  survivorsOf,
  type TaskDemand,
} from "../../src/capacity/static-stability";

const room: InstanceRoom = { memoryMiB: 1881, cpuUnits: 2048, networkInterfaces: 2 };

function demand(changes: Partial<TaskDemand> = {}): TaskDemand {
  return {
    service: "frontend",
    count: 2,
    memoryMiB: 256,
    cpuUnits: 128,
    fixedHostPorts: [],
    networkInterfaces: 0,
    ...changes,
  };
}

describe("instances that hold all tasks", () => {
  it.each([
    ["small tasks share one", [demand(), demand({ service: "backend" })], 1],
    ["a fixed host port takes an instance a task", [demand({ count: 3, fixedHostPorts: [80] })], 3],
    [
      "two services on different fixed ports share",
      [demand({ fixedHostPorts: [80] }), demand({ fixedHostPorts: [5000] })],
      2,
    ],
    [
      "two services that share one of their fixed ports do not",
      [demand({ fixedHostPorts: [80, 443] }), demand({ fixedHostPorts: [443, 5000] })],
      4,
    ],
    ["network interfaces run out in awsvpc mode", [demand({ count: 4, networkInterfaces: 1 })], 2],
    ["identical large tasks are packed exactly", [demand({ count: 10, memoryMiB: 900 })], 5],
    ["CPU can be what is short", [demand({ count: 4, cpuUnits: 1024 })], 2],
    ["no tasks need no instance", [demand({ count: 0 })], 0],
    [
      "a task larger than an instance fits nowhere",
      [demand({ memoryMiB: 1882 })],
      Number.POSITIVE_INFINITY,
    ],
  ])("%s", (_, demands, expected) => {
    expect(instancesToHold(demands, room)).toBe(expected);
  });

  it("never leaves a task pending, whatever the order and the choice of instance", () => {
    const task = fc.record({
      service: fc.constant("any"),
      count: fc.integer({ min: 0, max: 6 }),
      memoryMiB: fc.integer({ min: 6, max: room.memoryMiB }),
      cpuUnits: fc.integer({ min: 0, max: room.cpuUnits }),
      fixedHostPorts: fc.subarray([80, 5000, 5001]),
      networkInterfaces: fc.constantFrom(0 as const, 1 as const),
    });
    fc.assert(
      fc.property(
        fc.array(task, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        (demands, choices) => {
          expect(placeInAnyOrder(demands, instancesToHold(demands, room), choices)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Places every task on a random open instance in a random order. */
function placeInAnyOrder(
  demands: readonly TaskDemand[],
  instances: number,
  choices: Iterator<number>,
): boolean {
  const pick = <T>(from: T[]): T => from[choices.next().value % from.length] as T;
  const pending = demands.flatMap((each) => Array.from({ length: each.count }, () => each));
  const free = Array.from({ length: instances }, () => ({ ...room, ports: new Set<number>() }));
  while (pending.length > 0) {
    const task = pick(pending);
    pending.splice(pending.indexOf(task), 1);
    const open = free.filter(
      (instance) =>
        instance.memoryMiB >= task.memoryMiB &&
        instance.cpuUnits >= task.cpuUnits &&
        instance.networkInterfaces >= task.networkInterfaces &&
        task.fixedHostPorts.every((port) => !instance.ports.has(port)),
    );
    if (open.length === 0) {
      return false;
    }
    const instance = pick(open);
    instance.memoryMiB -= task.memoryMiB;
    instance.cpuUnits -= task.cpuUnits;
    instance.networkInterfaces -= task.networkInterfaces;
    for (const port of task.fixedHostPorts) {
      instance.ports.add(port);
    }
  }
  return true;
}

describe("the group's size", () => {
  it.each([
    [1, 2, 2],
    [2, 2, 4],
    [1, 3, 3],
    [3, 3, 6],
  ])("to keep %i of %i zones' loss, is %i", (survivors, zones, size) => {
    expect(groupSizeLeaving(survivors, zones)).toBe(size);
  });

  it("always leaves what it promises, and no smaller balanced group does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 2, max: 6 }),
        (needed, zones) => {
          const size = groupSizeLeaving(needed, zones);
          expect(survivorsOf(size, zones)).toBeGreaterThanOrEqual(needed);
          expect(survivorsOf(size - zones, zones)).toBeLessThan(needed);
        },
      ),
    );
  });
});

describe("room on an instance", () => {
  it("is what a t3.small registers, on the safe side of its 2,048 MiB", () => {
    expect(roomOn([findInstanceType("t3.small") as InstanceType])).toEqual(room);
  });

  it("is that of the smallest of several types, resource by resource", () => {
    const types = ["m6i.large", "c6i.xlarge"].map((name) => findInstanceType(name) as InstanceType);
    expect(roomOn(types)).toEqual({ memoryMiB: 7718, cpuUnits: 2048, networkInterfaces: 2 });
  });

  it("knows no type by the name of a property that every object has", () => {
    expect(findInstanceType("constructor")).toBeUndefined();
  });
});
