import { describe, expect, it } from "vitest";
import production from "../../environments/production";
import { backend, environment, frontend, mistakesIn, written } from "../support/environments";

describe("defaults", () => {
  it("make two zones, a task in each, and the least group that keeps every task when one is lost", () => {
    const settings = environment();
    expect(settings.zoneCount).toBe(2);
    expect(settings.services.map((service) => service.desiredCount)).toEqual([2, 2]);
    expect(settings.capacity).toMatchObject({ minimumSize: 2, maximumSize: 4 });
  });

  it("follow a third zone", () => {
    const settings = environment({ newSubnets: [{}, {}] });
    expect(settings.services.map((service) => service.desiredCount)).toEqual([3, 3]);
    expect(settings.capacity).toMatchObject({ minimumSize: 3, maximumSize: 6 });
  });

  it("size the instances for the peak of a service that scales", () => {
    const settings = environment({
      services: [{ ...frontend, autoscaling: { maximum: 20, cpuPercent: 60 } }, backend],
    });
    expect(settings.services[0]?.desiredCount).toBe(2);
    expect(settings.capacity.minimumSize).toBe(8);
  });

  it("begin a service that scales at its minimum", () => {
    const settings = environment({
      services: [{ ...frontend, autoscaling: { minimum: 4, maximum: 6, cpuPercent: 60 } }, backend],
    });
    expect(settings.services[0]?.desiredCount).toBe(4);
  });

  it("take an instance type with its own figures", () => {
    const type = {
      name: "x9.huge",
      memoryMiB: 65_536,
      vcpus: 32,
      networkInterfaces: 8,
      architecture: "arm64" as const,
    };
    expect(environment({ capacity: { instanceTypes: [type] } }).capacity.instanceTypes).toEqual([
      type,
    ]);
  });

  it("protect what is not told otherwise", () => {
    expect(environment({ protect: undefined }).protect).toBe(true);
  });
});

describe("the environments that are shipped", () => {
  it.each([
    ["demo", written()],
    ["production", production],
  ])("%s is sound", (_, settings) => {
    expect(mistakesIn(settings)).toEqual([]);
  });
});
