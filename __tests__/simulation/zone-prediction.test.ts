import { describe, expect, it } from "vitest";
import { requestsIn } from "../../src/simulation/figures";
import type { Scenario } from "../../src/simulation/scenario";
import { predictZone } from "../../src/simulation/zone-prediction";
import { deployment, scenario } from "./support/deployment";

const few = { rate: 100, runs: 40, seed: 1 };

const scenarios: readonly Partial<Scenario>[] = [
  {},
  { fault: "blackhole" },
  { fault: "instance" },
  { nodeLost: true },
  { fault: "blackhole", nodeLost: true },
  { launches: false },
  { fault: "blackhole", zonalShift: true },
  { fault: "blackhole", nodeLost: true, zonalShift: true },
];

describe("a service of two tasks in two zones with room for both in one", () => {
  it.each(scenarios)("survives %j", (changes) => {
    for (const zone of ["a", "b"]) {
      expect(predictZone(deployment(), scenario({ ...changes, zone }), few).shortcomings).toEqual(
        [],
      );
    }
  });

  it.each(scenarios)("stays within its bounds for %j", (changes) => {
    const { figures, bounds } = predictZone(deployment(), scenario(changes), few);
    const requests = (end: "least" | "most") => requestsIn(bounds.failedMs[end], few.rate);
    const within = [
      [figures.errorWindowMs, bounds.errorWindowMs],
      [figures.failedRequests, { least: requests("least"), most: requests("most") }],
      [figures.desiredAgainMs, bounds.desiredAgainMs],
    ] as const;
    for (const [{ p50, p99, worst }, { least, most }] of within) {
      expect(p50).toBeGreaterThanOrEqual(least);
      expect(p99).toBeGreaterThanOrEqual(p50);
      expect(worst).toBeGreaterThanOrEqual(p99);
      expect(worst).toBeLessThanOrEqual(most);
    }
    expect(figures.lowestCapacity.worst).toBe(bounds.capacityLeft);
  });
});

describe("a service does not survive", () => {
  const fixedPort = {
    memoryMiB: 256,
    cpuUnits: 128,
    hostPorts: [8080],
    networkInterfaces: 0,
  } as const;
  const large = { ...fixedPort, hostPorts: [0], memoryMiB: 1_500 };

  it.each([
    {
      why: "in one zone",
      plan: deployment({ zones: ["a"] }),
      fault: {},
      says: /^a service has no task left that serves when a is struck$/,
    },
    {
      why: "with a fixed host port and nothing to launch",
      plan: deployment({ service: { requirements: fixedPort } }),
      fault: { launches: false },
      says: /not serve again within 60 min: frontend: .* is already using a port/,
    },
    {
      why: "without room on the survivor",
      plan: deployment({ service: { requirements: large } }),
      fault: { launches: false },
      says: /not serve again .* has insufficient memory available/,
    },
    {
      why: "without a network interface on the survivor",
      plan: deployment({
        service: { requirements: { ...fixedPort, hostPorts: [], networkInterfaces: 1 } },
        group: { room: { memoryMiB: 1_881, cpuUnits: 2_048, networkInterfaces: 1 } },
      }),
      fault: { launches: false },
      says: /not serve again .* encountered error "RESOURCE:ENI"/,
    },
    {
      why: "in a vanished zone, with a greatest size that leaves no instance more elsewhere",
      plan: deployment({
        service: { requirements: large },
        group: { maxSize: 2, maintenancePolicy: undefined, suspendedProcesses: ["Launch"] },
      }),
      fault: { fault: "blackhole" },
      says: /not serve again/,
    },
    {
      why: "where a task waits on a silent instance that the group keeps for want of another",
      plan: deployment(),
      fault: { fault: "blackhole", launches: false },
      says: /^in \d+ of 40 runs the desired tasks do not serve again within 60 min$/,
    },
    {
      why: "with no more than one task on an instance",
      plan: deployment({
        service: { placementLimits: { zones: undefined, distinctInstances: true } },
      }),
      fault: { launches: false },
      says: /not serve again/,
    },
    {
      why: "held to the struck zone",
      plan: deployment({
        service: { placementLimits: { zones: ["a"], distinctInstances: false } },
      }),
      fault: { fault: "blackhole" },
      says: /no task left that serves/,
    },
    {
      why: "with more tasks than ever had room",
      plan: deployment({ service: { desiredCount: 20 }, group: { managedScaling: undefined } }),
      fault: {},
      says: /^a task has no instance even before the fault: frontend: no container instance met/,
    },
    {
      why: "failing open onto targets that nobody takes out",
      plan: deployment({
        service: { desiredCount: 4 },
        targetGroup: {
          routing: { crossZone: true, minimumHealthyTargets: { count: 4, percentage: "off" } },
        },
        group: { suspendedProcesses: ["ReplaceUnhealthy", "Launch"] },
      }),
      fault: { fault: "blackhole", launches: false },
      says: /requests still fail after 60 min/,
    },
  ] as const)("$why", ({ plan, fault, says }) => {
    const { shortcomings } = predictZone(plan, scenario(fault), few);
    expect(shortcomings.join("\n")).toMatch(new RegExp(says.source, "m"));
  });
});
