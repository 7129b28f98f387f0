import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  capacityProviderReservation,
  desiredCapacityFor,
  instancesNeeded,
  type ManagedScalingSettings,
  type ScalingState,
} from "../../src/simulation/capacity-scaling";
import type { TaskRequirements } from "../../src/simulation/container-instance";

const AUTO_SCALING =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html";
const DEEP_DIVE =
  "https://aws.amazon.com/blogs/containers/deep-dive-on-amazon-ecs-cluster-auto-scaling/";
const MANAGED_SCALING =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html";

const empty = { memoryMiB: 1881, cpuUnits: 2048, networkInterfaces: 2 };
const task: TaskRequirements = {
  memoryMiB: 512,
  cpuUnits: 256,
  hostPorts: [0],
  networkInterfaces: 0,
};

describe("CapacityProviderReservation", () => {
  it.each([
    { needed: 0, running: 0, percent: 100, source: DEEP_DIVE },
    { needed: 2, running: 0, percent: 200, source: DEEP_DIVE },
    { needed: 0, running: 3, percent: 0, source: DEEP_DIVE },
    { needed: 2, running: 2, percent: 100, source: DEEP_DIVE },
    { needed: 3, running: 2, percent: 150, source: DEEP_DIVE },
    { needed: 1, running: 4, percent: 25, source: DEEP_DIVE },
  ])(
    "of $needed needed and $running running is $percent",
    ({ needed, running, percent, source }) => {
      expect(capacityProviderReservation(needed, running), source).toBe(percent);
    },
  );
});

describe("instances needed", () => {
  it.each([
    { behaviour: "are those with tasks", busy: 2, pending: [], needed: 2 },
    {
      behaviour: "and what pending tasks fill: three fit an instance",
      busy: 2,
      pending: [{ requirements: task, count: 4 }],
      needed: 4,
    },
    {
      behaviour: "one a task with a fixed host port",
      busy: 0,
      pending: [{ requirements: { ...task, hostPorts: [80] }, count: 3 }],
      needed: 3,
    },
    {
      behaviour: "by network interfaces in awsvpc mode",
      busy: 0,
      pending: [{ requirements: { ...task, networkInterfaces: 1 as const }, count: 3 }],
      needed: 2,
    },
    {
      behaviour: "of the group of tasks that needs most",
      busy: 1,
      pending: [
        { requirements: task, count: 3 },
        { requirements: { ...task, memoryMiB: 1000 }, count: 2 },
      ],
      needed: 3,
    },
    {
      behaviour: "none for a task that fits no instance",
      busy: 1,
      pending: [{ requirements: { ...task, memoryMiB: 1882 }, count: 3 }],
      needed: 1,
    },
  ])("$behaviour", ({ busy, pending, needed }) => {
    expect(instancesNeeded(busy, pending, empty), AUTO_SCALING).toBe(needed);
  });
});

const settings: ManagedScalingSettings = {
  targetCapacity: 100,
  minimumScalingStepSize: 1,
  maximumScalingStepSize: 10_000,
  minSize: 0,
  maxSize: 10,
};
const minutes = (count: number, percent: number) => Array<number>(count).fill(percent);

function state(changes: Partial<ScalingState>): ScalingState {
  const { needed = 2, running = 2 } = changes;
  return {
    needed,
    running,
    desiredCapacity: running,
    reservations: [],
    warmingUp: false,
    ...changes,
  };
}

describe("the desired capacity that managed scaling asks for", () => {
  it.each<{
    behaviour: string;
    changes?: Partial<ManagedScalingSettings>;
    given: Partial<ScalingState>;
    desired: number;
    source: string;
  }>([
    {
      behaviour: "is what it was where all instances are in use",
      given: {},
      desired: 2,
      source: AUTO_SCALING,
    },
    { behaviour: "is what is needed", given: { needed: 5 }, desired: 5, source: AUTO_SCALING },
    {
      behaviour: "keeps spare instances below a target of 100",
      changes: { targetCapacity: 50 },
      given: {},
      desired: 4,
      source: MANAGED_SCALING,
    },
    {
      behaviour: "adds at least the least step",
      changes: { minimumScalingStepSize: 3 },
      given: { needed: 3 },
      desired: 5,
      source: MANAGED_SCALING,
    },
    {
      behaviour: "adds at most the greatest step",
      changes: { maximumScalingStepSize: 2 },
      given: { needed: 9 },
      desired: 4,
      source: MANAGED_SCALING,
    },
    {
      behaviour: "stays within the group's bounds",
      given: { needed: 50 },
      desired: 10,
      source: AUTO_SCALING,
    },
    {
      behaviour: "starts with two instances from none",
      given: { needed: 1, running: 0 },
      desired: 2,
      source: AUTO_SCALING,
    },
    {
      behaviour: "waits for instances that warm up",
      given: { needed: 5, warmingUp: true },
      desired: 2,
      source: AUTO_SCALING,
    },
    {
      behaviour: "does not fall after 14 datapoints below the target",
      given: { needed: 1, reservations: minutes(14, 50) },
      desired: 2,
      source: AUTO_SCALING,
    },
    {
      behaviour: "falls after 15",
      given: { needed: 1, reservations: minutes(15, 50) },
      desired: 1,
      source: AUTO_SCALING,
    },
    {
      behaviour: "does not fall when one of the last 15 was at the target",
      given: { needed: 1, reservations: [...minutes(14, 50), 100, ...minutes(14, 50)] },
      desired: 2,
      source: AUTO_SCALING,
    },
    {
      behaviour: "falls by no more than a half at a time",
      given: { needed: 1, running: 8, reservations: minutes(15, 12.5) },
      desired: 4,
      source: AUTO_SCALING,
    },
    {
      behaviour: "does not fall below the group's least size",
      changes: { minSize: 2 },
      given: { needed: 0, reservations: minutes(15, 0) },
      desired: 2,
      source: AUTO_SCALING,
    },
  ])("$behaviour", ({ changes, given, desired, source }) => {
    expect(desiredCapacityFor({ ...settings, ...changes }, state(given)), source).toBe(desired);
  });

  it("comes to rest where the target share of the instances is in use", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 30, max: 100 }),
        (needed, start, targetCapacity) => {
          const given = { ...settings, targetCapacity, maxSize: 200 };
          let running = start;
          for (let minute = 0; minute < 20; minute++) {
            const percent = capacityProviderReservation(needed, running);
            running = desiredCapacityFor(
              given,
              state({ needed, running, reservations: minutes(15, percent) }),
            );
          }
          expect(running).toBeGreaterThanOrEqual((needed * 100) / targetCapacity);
          expect(running).toBeLessThan(Math.max(3, (needed * 100) / targetCapacity + 1));
        },
      ),
    );
  });
});
