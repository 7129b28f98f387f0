import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYNAMIC_HOST_PORTS } from "../../src/network/host-ports";
import {
  type ContainerInstance,
  type TaskRequirements,
  withTask,
} from "../../src/simulation/container-instance";
import { type PlacementStrategy, placeTask } from "../../src/simulation/placement";
import { portsFor } from "../../src/simulation/placement-fit";

const STRATEGIES =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html";
const INSTANCE =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html";
const EVENTS =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html";
const PORTS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html";

function task(changes: Partial<TaskRequirements> = {}): TaskRequirements {
  return { memoryMiB: 256, cpuUnits: 128, hostPorts: [0], networkInterfaces: 0, ...changes };
}

function instance(id: string, changes: Partial<ContainerInstance> = {}): ContainerInstance {
  return {
    id,
    zone: id.charAt(0),
    status: "ACTIVE",
    agentConnected: true,
    remainingMemoryMiB: 1881,
    remainingCpuUnits: 2048,
    remainingNetworkInterfaces: 2,
    usedHostPorts: [],
    serviceTasks: 0,
    ...changes,
  };
}

const byZone: PlacementStrategy = { type: "spread", field: "attribute:ecs.availability-zone" };
const byInstance: PlacementStrategy = { type: "spread", field: "instanceId" };

describe("the instance that a task is placed on", () => {
  it.each([
    {
      behaviour: "the first by id of equals",
      instances: [instance("b1"), instance("a1")],
      chosen: "a1",
      source: STRATEGIES,
    },
    {
      behaviour: "not one that drains",
      instances: [instance("a1", { status: "DRAINING" as const }), instance("b1")],
      chosen: "b1",
      source: INSTANCE,
    },
    {
      behaviour: "not one without its agent",
      instances: [instance("a1", { agentConnected: false }), instance("b1")],
      chosen: "b1",
      source: INSTANCE,
    },
    {
      behaviour: "in the zone with the fewest tasks of the service",
      instances: [instance("a1", { serviceTasks: 1 }), instance("a2"), instance("b1")],
      strategies: [byZone],
      chosen: "b1",
      source: STRATEGIES,
    },
    {
      behaviour: "in the other zone when that one is full: spread is best effort",
      instances: [instance("a1", { serviceTasks: 3 }), instance("b1", { remainingMemoryMiB: 255 })],
      strategies: [byZone],
      chosen: "a1",
      source: STRATEGIES,
    },
    {
      behaviour: "with the tasks on full instances counted for their zone",
      instances: [
        instance("a1", { serviceTasks: 2, remainingMemoryMiB: 0 }),
        instance("a2"),
        instance("b1", { serviceTasks: 1 }),
      ],
      strategies: [byZone],
      chosen: "b1",
      source: STRATEGIES,
    },
    {
      behaviour: "by the zone first, then by the instance",
      instances: [
        instance("a1", { serviceTasks: 3 }),
        instance("b1", { serviceTasks: 2 }),
        instance("b2"),
      ],
      strategies: [byZone, byInstance],
      chosen: "b2",
      source: STRATEGIES,
    },
    {
      behaviour: "by the instance alone",
      instances: [
        instance("a1", { serviceTasks: 1 }),
        instance("a2"),
        instance("b1", { serviceTasks: 1 }),
      ],
      strategies: [byInstance],
      chosen: "a2",
      source: STRATEGIES,
    },
    {
      behaviour: "with the least memory that is enough",
      instances: [
        instance("a1"),
        instance("a2", { remainingMemoryMiB: 300 }),
        instance("a3", { remainingMemoryMiB: 200 }),
      ],
      strategies: [{ type: "binpack", field: "memory" } as const],
      chosen: "a2",
      source: STRATEGIES,
    },
    {
      behaviour: "with the least CPU that is enough",
      instances: [instance("a1"), instance("a2", { remainingCpuUnits: 512 })],
      strategies: [{ type: "binpack", field: "cpu" } as const],
      chosen: "a2",
      source: STRATEGIES,
    },
    {
      behaviour: "without strategies by zone, then instance",
      instances: [
        instance("a1", { serviceTasks: 1 }),
        instance("b1", { serviceTasks: 1 }),
        instance("b2"),
      ],
      chosen: "b2",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
    },
  ])("$behaviour", ({ instances, strategies, chosen, source }) => {
    expect(placeTask(task(), instances, strategies).instance?.id, source).toBe(chosen);
  });

  it("is the picker's choice for random", () => {
    const instances = [instance("a1"), instance("a2"), instance("a3")];
    const last = (count: number) => count - 1;
    expect(placeTask(task(), instances, [{ type: "random" }], last).instance?.id, STRATEGIES).toBe(
      "a3",
    );
  });
});

describe("why a task is not placed", () => {
  const closest =
    "no container instance met all of its requirements. The closest matching container-instance a1";
  it.each([
    {
      why: "no instance",
      instances: [],
      message:
        "no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
    },
    {
      why: "CPU",
      instances: [instance("a1", { remainingCpuUnits: 127 })],
      message: `${closest} has insufficient CPU units available.`,
    },
    {
      why: "memory",
      instances: [instance("a1", { remainingMemoryMiB: 255 })],
      message: `${closest} has insufficient memory available.`,
    },
    {
      why: "port",
      instances: [instance("a1", { usedHostPorts: [80] })],
      message: `${closest} is already using a port required by your task.`,
    },
    {
      why: "agent",
      instances: [instance("a1", { agentConnected: false })],
      message: `${closest} encountered error "AGENT".`,
    },
    {
      why: "interfaces",
      instances: [instance("a1", { remainingNetworkInterfaces: 0 })],
      message: `${closest} encountered error "RESOURCE:ENI".`,
    },
    {
      why: "the closest has the fewest obstacles",
      instances: [
        instance("a0", { remainingCpuUnits: 0, remainingMemoryMiB: 0 }),
        instance("a1", { remainingMemoryMiB: 0 }),
      ],
      message: `${closest} has insufficient memory available.`,
    },
  ])("$why", ({ instances, message }) => {
    const placement = placeTask(task({ hostPorts: [80], networkInterfaces: 1 }), instances);
    expect(placement.instance === undefined && placement.failure.message, EVENTS).toBe(message);
  });
});

describe("host ports", () => {
  it.each([
    { behaviour: "dynamic starts at 32768", mappings: [0], used: [], ports: [32_768] },
    {
      behaviour: "dynamic takes the next free one",
      mappings: [0, 0],
      used: [32_768, 32_770],
      ports: [32_769, 32_771],
    },
    { behaviour: "fixed is itself", mappings: [80], used: [443], ports: [80] },
    { behaviour: "fixed and taken is none", mappings: [80], used: [80], ports: undefined },
    {
      behaviour: "dynamic leaves a fixed one of the same task alone",
      mappings: [0, 32_768],
      used: [],
      ports: [32_769, 32_768],
    },
  ])("$behaviour", ({ mappings, used, ports }) => {
    expect(portsFor(mappings, used), PORTS).toEqual(ports);
  });

  it("run out after 60999", () => {
    const { first, last } = DYNAMIC_HOST_PORTS;
    const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    expect(portsFor([0], all.slice(0, -1)), PORTS).toEqual([60_999]);
    expect(portsFor([0], all), PORTS).toBeUndefined();
  });
});

describe("placing many tasks", () => {
  const anyTask = fc.record({
    memoryMiB: fc.integer({ min: 6, max: 1000 }),
    cpuUnits: fc.integer({ min: 0, max: 1024 }),
    hostPorts: fc.constantFrom([0], [80], [0, 443], []),
    networkInterfaces: fc.constantFrom(0 as const, 1 as const),
  });
  const anyStrategies = fc.array(
    fc.constantFrom<PlacementStrategy>(
      byZone,
      byInstance,
      { type: "binpack", field: "memory" },
      { type: "random" },
    ),
    { maxLength: 3 },
  );

  it("never takes more of an instance than there is, nor a port twice", () => {
    fc.assert(
      fc.property(fc.array(anyTask, { maxLength: 25 }), anyStrategies, (tasks, strategies) => {
        const placed = tasks.reduce(
          (instances, each) => place(each, instances, strategies),
          [instance("a1"), instance("a2"), instance("b1")],
        );
        for (const each of placed) {
          expect(each.remainingMemoryMiB).toBeGreaterThanOrEqual(0);
          expect(each.remainingCpuUnits).toBeGreaterThanOrEqual(0);
          expect(each.remainingNetworkInterfaces).toBeGreaterThanOrEqual(0);
          expect(new Set(each.usedHostPorts).size).toBe(each.usedHostPorts.length);
        }
      }),
    );
  });

  it("spreads them over zones to within one where there is room", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 24 }), (instancesPerZone, count) => {
        const roomy = { remainingMemoryMiB: 1e6, remainingCpuUnits: 1e6 };
        const empty = instancesPerZone.flatMap((size, zone) =>
          Array.from({ length: size }, (_, index) => instance(`${zone}-${index}`, roomy)),
        );
        const placed = Array.from({ length: count }, () => task()).reduce(
          (instances, each) => place(each, instances, [byZone, byInstance]),
          empty,
        );
        const perZone = instancesPerZone.map((_, zone) =>
          placed
            .filter((each) => each.zone === `${zone}`)
            .reduce((sum, each) => sum + each.serviceTasks, 0),
        );
        expect(perZone.reduce((sum, each) => sum + each)).toBe(count);
        expect(Math.max(...perZone) - Math.min(...perZone)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

function place(
  each: TaskRequirements,
  instances: readonly ContainerInstance[],
  strategies: readonly PlacementStrategy[],
): ContainerInstance[] {
  const placement = placeTask(each, instances, strategies);
  return instances.map((candidate) =>
    placement.instance === candidate ? withTask(candidate, each, placement.hostPorts) : candidate,
  );
}
