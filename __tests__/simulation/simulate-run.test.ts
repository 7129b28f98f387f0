import { describe, expect, it } from "vitest";
import type { Deployment } from "../../src/simulation/deployment";
import { DNS_TTL_MS } from "../../src/simulation/run/client-dns";
import { simulateRun } from "../../src/simulation/simulate-run";
import { deployment, scenario } from "./support/deployment";

const RUNS = 20;

function runs(plan: Deployment, fault: ReturnType<typeof scenario>) {
  return Array.from({ length: RUNS }, (_, run) => simulateRun(plan, fault, 7, run));
}

describe("a run", () => {
  it("is the same for the same seed and number, and another for another", () => {
    const fault = scenario({ fault: "blackhole", nodeLost: true });
    const result = simulateRun(deployment(), fault, 7, 3);
    expect(simulateRun(deployment(), fault, 7, 3)).toEqual(result);
    expect(simulateRun(deployment(), fault, 7, 4)).not.toEqual(result);
    expect(simulateRun(deployment(), fault, 8, 3)).not.toEqual(result);
  });

  it("loses half of the tasks with one of two zones, and is whole again", () => {
    for (const result of runs(deployment(), scenario())) {
      expect(result).toMatchObject({ lowestCapacity: 0.5, failing: false, unplacedAtEnd: [] });
      expect(result.desiredAgainMs).toBeLessThanOrEqual(15_000 + 30_000 + 5_000);
      expect(result.zonesAgainMs).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  it("fails every other request until the nodes have found the silent target", () => {
    for (const result of runs(deployment(), scenario({ fault: "blackhole" }))) {
      expect(result.errorWindowMs).toBeGreaterThanOrEqual(7_000);
      expect(result.errorWindowMs).toBeLessThanOrEqual(12_000);
      expect(result.failedMs).toBeGreaterThanOrEqual(3_500);
      expect(result.failedMs).toBeLessThanOrEqual(result.errorWindowMs / 2);
    }
  });

  it("never serves from a zone that does not come back", () => {
    for (const result of runs(deployment(), scenario({ fault: "blackhole" }))) {
      expect(result.desiredAgainMs).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(result.zonesAgainMs).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it("fails for the clients of a lost node until they have left its address", () => {
    for (const result of runs(deployment(), scenario({ nodeLost: true }))) {
      expect(result.errorWindowMs).toBeGreaterThanOrEqual(10_000 + DNS_TTL_MS);
      expect(result.errorWindowMs).toBeLessThanOrEqual(120_000 + DNS_TTL_MS);
    }
  });

  it("spares the clients of the other zone where cross-zone load balancing is off", () => {
    const plan = deployment({ targetGroup: { routing: routing({ crossZone: false }) } });
    for (const result of runs(plan, scenario({ fault: "blackhole", launches: false }))) {
      // The struck zone's node has nothing to send to until DNS failover takes it out.
      expect(result.errorWindowMs).toBeGreaterThanOrEqual(7_000 + 10_000 + DNS_TTL_MS);
      expect(result.failedMs).toBeLessThan(result.errorWindowMs / 2);
    }
  });

  it("fails open onto the silent targets for as long as too few are healthy", () => {
    const minimumHealthyTargets = { count: 1, percentage: 60 } as const;
    const plan = deployment({
      service: { desiredCount: 4 },
      targetGroup: { routing: routing({ minimumHealthyTargets }) },
    });
    for (const result of runs(plan, scenario({ fault: "blackhole" }))) {
      expect(result.errorWindowMs).toBeGreaterThan(12_000);
    }
  });

  it("ends the errors of slow checks with a zonal shift", () => {
    const healthCheck = {
      intervalMs: 300_000,
      timeoutMs: 120_000,
      healthyThreshold: 2,
      unhealthyThreshold: 10,
    };
    const plan = deployment({ targetGroup: { healthCheck } });
    const black = scenario({ fault: "blackhole", launches: false });
    for (const result of runs(plan, { ...black, zonalShift: true })) {
      expect(result.errorWindowMs).toBeLessThanOrEqual(300_000);
    }
  });

  it("moves the tasks back only where zone rebalancing is on", () => {
    const off = deployment({ service: { availabilityZoneRebalancing: "DISABLED" } });
    for (const result of runs(off, scenario())) {
      expect(result.desiredAgainMs).toBeLessThan(60_000);
      expect(result.zonesAgainMs).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it("adds instances by managed scaling for tasks without room", () => {
    const full = { memoryMiB: 1_200, cpuUnits: 128, hostPorts: [0], networkInterfaces: 0 } as const;
    const plan = deployment({ service: { requirements: full } });
    for (const result of runs(plan, scenario())) {
      // A new instance has to boot first.
      expect(result.desiredAgainMs).toBeGreaterThan(45_000);
      expect(result.desiredAgainMs).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  it("goes on without a zone that holds no task", () => {
    const plan = deployment({ zones: ["a", "b", "c"], service: { desiredCount: 2 } });
    const idle = runs(plan, scenario()).filter(({ standing }) => standing.targets[0]?.lost === 0);
    expect(idle.length).toBeGreaterThan(0);
    for (const result of idle) {
      expect(result).toMatchObject({ errorWindowMs: 0, failedMs: 0, lowestCapacity: 1 });
    }
  });
});

function routing(changes: Partial<Deployment["targetGroups"][number]["routing"]>) {
  const [group] = deployment().targetGroups;
  return { ...(group as Deployment["targetGroups"][number]).routing, ...changes };
}
