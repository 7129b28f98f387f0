import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSteady, scheduleService } from "../../src/simulation/service-scheduler";
import {
  countedTasks,
  maximumTasks,
  minimumHealthyTasks,
  type ServiceState,
  type ServiceTask,
  standingOf,
} from "../../src/simulation/service-tasks";
import { applyPass, healthyTasks, service, taskOf } from "./support/service";

const SERVICES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html";
const CONFIGURATION =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
const GRACE = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html";
const INSTANCES =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html";
const BREAKER =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";

const DRAINING =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html";

const healthy = (id: string, changes: Partial<ServiceTask> = {}) => taskOf(id, changes);
const sick = (id: string, changes: Partial<ServiceTask> = {}) =>
  taskOf(id, { health: "UNHEALTHY", ...changes });
const starting = (id: string, changes: Partial<ServiceTask> = {}) =>
  taskOf(id, { lastStatus: "PENDING", health: "UNKNOWN", ...changes });
const stopped = (id: string) => taskOf(id, { lastStatus: "STOPPED", desiredStatus: "STOPPED" });
const old = { deploymentId: "v1" };
const draining = { onDrainingInstance: true };

describe("one pass of the service scheduler", () => {
  it.each<{
    behaviour: string;
    state: Partial<ServiceState>;
    start?: number;
    stop?: readonly string[];
    source: string;
  }>([
    {
      behaviour: "starts the desired count of a new service",
      state: { desiredCount: 3, tasks: [] },
      start: 3,
      source: SERVICES,
    },
    {
      behaviour: "replaces a stopped task",
      state: { tasks: [healthy("a1"), stopped("b1")] },
      start: 1,
      source: SERVICES,
    },
    {
      behaviour: "waits for a task that starts",
      state: { tasks: [healthy("a1"), starting("b1")] },
      source: SERVICES,
    },
    {
      behaviour: "does nothing at the desired count",
      state: { tasks: [healthy("a1"), healthy("b1")] },
      source: SERVICES,
    },
    {
      behaviour: "does not replace a healthy task whose agent is disconnected: it keeps its status",
      state: { tasks: [healthy("a1"), healthy("b1", { containerInstanceId: "disconnected" })] },
      source: INSTANCES,
    },
    {
      behaviour: "starts the replacement of an unhealthy task first",
      state: { tasks: [healthy("a1"), sick("b1")] },
      start: 1,
      source: SERVICES,
    },
    {
      behaviour: "keeps the unhealthy task while its replacement starts",
      state: { tasks: [healthy("a1"), sick("b1"), starting("a2")] },
      source: SERVICES,
    },
    {
      behaviour: "stops the unhealthy task when its replacement is healthy",
      state: { tasks: [healthy("a1"), sick("b1"), healthy("a2")] },
      stop: ["b1"],
      source: SERVICES,
    },
    {
      behaviour: "stops one of the two when the replacement is unhealthy too",
      state: { tasks: [healthy("a1"), sick("b1"), sick("b2")] },
      start: 1,
      stop: ["b1"],
      source: SERVICES,
    },
    {
      behaviour: "stops an unhealthy task first where maximumPercent allows no start",
      state: { maximumPercent: 100, minimumHealthyPercent: 50, tasks: [healthy("a1"), sick("b1")] },
      stop: ["b1"],
      source: SERVICES,
    },
    {
      behaviour: "and only one at a time",
      state: {
        desiredCount: 4,
        maximumPercent: 100,
        minimumHealthyPercent: 50,
        tasks: [healthy("a1"), sick("a2"), sick("b1"), sick("b2")],
      },
      stop: ["b1"],
      source: SERVICES,
    },
    {
      behaviour: "and not while one is on its way out",
      state: {
        desiredCount: 4,
        maximumPercent: 100,
        minimumHealthyPercent: 50,
        tasks: [healthy("a1"), sick("a2"), sick("b1"), sick("b2", { desiredStatus: "STOPPED" })],
      },
      source: SERVICES,
    },
    {
      behaviour: "stops an unhealthy task first where no instance can take its replacement",
      state: { tasks: [healthy("a1"), sick("b1")], placementFailed: true },
      start: 1,
      stop: ["b1"],
      source: CONFIGURATION,
    },
    {
      behaviour: "leaves an unhealthy task alone within the grace period",
      state: {
        healthCheckGracePeriodMs: 60_000,
        nowMs: 69_999,
        tasks: [healthy("a1"), sick("b1", { startedAtMs: 10_000 })],
      },
      source: GRACE,
    },
    {
      behaviour: "replaces it once the grace period is over",
      state: {
        healthCheckGracePeriodMs: 60_000,
        nowMs: 70_000,
        tasks: [healthy("a1"), sick("b1", { startedAtMs: 10_000 })],
      },
      start: 1,
      source: GRACE,
    },
    {
      behaviour: "scales in from the zone with most tasks",
      state: { desiredCount: 2, tasks: [healthy("a1"), healthy("b1"), healthy("b2")] },
      stop: ["b1"],
      source: SERVICES,
    },
    {
      behaviour: "scales in, within a zone, from the instance with most tasks",
      state: {
        desiredCount: 2,
        tasks: [
          healthy("b1", { containerInstanceId: "i-1" }),
          healthy("b2", { containerInstanceId: "i-2" }),
          healthy("b3", { containerInstanceId: "i-2" }),
        ],
      },
      stop: ["b2"],
      source: SERVICES,
    },
    {
      behaviour: "scales in by a task that is still starting first",
      state: { desiredCount: 2, tasks: [healthy("a1"), healthy("a2"), starting("b1")] },
      stop: ["b1"],
      source: GRACE,
    },
    {
      behaviour: "starts a deployment before it stops",
      state: { tasks: [healthy("a1", old), healthy("b1", old)] },
      start: 2,
      source: CONFIGURATION,
    },
    {
      behaviour: "stops as many old tasks as there are new healthy ones",
      state: { tasks: [healthy("a1", old), healthy("b1", old), healthy("a2"), starting("b2")] },
      stop: ["a1"],
      source: CONFIGURATION,
    },
    {
      behaviour: "rounds maximumPercent down: 125 % of 3 allows no start",
      state: {
        desiredCount: 3,
        maximumPercent: 125,
        minimumHealthyPercent: 100,
        tasks: [healthy("a1", old), healthy("b1", old), healthy("c1", old)],
      },
      source: CONFIGURATION,
    },
    {
      behaviour: "rounds minimumHealthyPercent up: 75 % of 2 allows no stop",
      state: {
        maximumPercent: 100,
        minimumHealthyPercent: 75,
        tasks: [healthy("a1", old), healthy("b1", old)],
      },
      source: CONFIGURATION,
    },
    {
      behaviour: "stops down to minimumHealthyPercent where it can start nothing",
      state: {
        desiredCount: 4,
        maximumPercent: 100,
        minimumHealthyPercent: 50,
        tasks: [healthy("a1", old), healthy("a2", old), healthy("b1", old), healthy("b2", old)],
      },
      stop: ["a1", "b1"],
      source: CONFIGURATION,
    },
    {
      behaviour: "stops down to it where no instance has room, as with fixed host ports",
      state: {
        minimumHealthyPercent: 50,
        placementFailed: true,
        tasks: [healthy("a1", old), healthy("b1", old)],
      },
      start: 2,
      stop: ["a1"],
      source: CONFIGURATION,
    },
    {
      behaviour: "stops new tasks that turn unhealthy while the old ones serve",
      state: { tasks: [healthy("a1", old), healthy("b1", old), sick("a2"), starting("b2")] },
      stop: ["a2"],
      source: BREAKER,
    },
    {
      behaviour: "stops an unhealthy new task where the old ones may not be stopped to make room",
      state: {
        maximumPercent: 100,
        minimumHealthyPercent: 50,
        tasks: [healthy("a1", old), sick("b1")],
      },
      stop: ["b1"],
      source: SERVICES,
    },
    {
      behaviour: "starts the replacement of a task on a draining instance first",
      state: { tasks: [healthy("a1"), healthy("b1", draining)] },
      start: 1,
      source: DRAINING,
    },
    {
      behaviour: "keeps the task on the draining instance while its replacement starts",
      state: { tasks: [healthy("a1"), healthy("b1", draining), starting("a2")] },
      source: DRAINING,
    },
    {
      behaviour: "stops the task on the draining instance when its replacement is healthy",
      state: { tasks: [healthy("a1"), healthy("b1", draining), healthy("a2")] },
      stop: ["b1"],
      source: DRAINING,
    },
    {
      behaviour: "stops a PENDING task on a draining instance at once",
      state: { tasks: [healthy("a1"), starting("b1", draining)] },
      start: 1,
      stop: ["b1"],
      source: DRAINING,
    },
    {
      behaviour:
        "replaces no more tasks on draining instances at a time than maximumPercent allows",
      state: {
        desiredCount: 4,
        maximumPercent: 150,
        tasks: ["a1", "a2", "b1", "b2"].map((id) => healthy(id, draining)),
      },
      start: 2,
      source: DRAINING,
    },
    {
      behaviour: "may stop tasks on draining instances first with minimumHealthyPercent below 100",
      state: {
        desiredCount: 4,
        minimumHealthyPercent: 50,
        maximumPercent: 100,
        tasks: ["a1", "a2", "b1", "b2"].map((id) => healthy(id, draining)),
      },
      stop: ["a1", "b1"],
      source: DRAINING,
    },
    {
      behaviour: "starts no task of a failed deployment",
      state: {
        primary: { id: "v2", status: "PRIMARY", rolloutState: "FAILED" },
        tasks: [healthy("a1", old)],
      },
      source: BREAKER,
    },
  ])("$behaviour", ({ state, start = 0, stop = [], source }) => {
    const pass = scheduleService(service(state));
    expect(pass.start, source).toBe(start);
    expect(
      pass.stop.map(({ taskId }) => taskId),
      source,
    ).toEqual(stop);
  });

  it.each([
    {
      behaviour: "at the desired count, healthy",
      tasks: [healthy("a1"), healthy("b1")],
      steady: true,
    },
    { behaviour: "with a task too few", tasks: [healthy("a1")], steady: false },
    {
      behaviour: "with a task too many",
      tasks: [healthy("a1"), healthy("b1"), healthy("b2")],
      steady: false,
    },
    { behaviour: "with an unhealthy task", tasks: [healthy("a1"), sick("b1")], steady: false },
    {
      behaviour: "with a task of an older deployment",
      tasks: [healthy("a1"), healthy("b1", old)],
      steady: false,
    },
    {
      behaviour: "with a task on a draining instance",
      tasks: [healthy("a1"), healthy("b1", draining)],
      steady: false,
    },
  ])("$behaviour, the service is steady: $steady", ({ tasks, steady }) => {
    expect(isSteady(service({ tasks })), SERVICES).toBe(steady);
  });
});

const anyTask = fc.record({
  zone: fc.constantFrom("a", "b", "c"),
  deploymentId: fc.constantFrom("v1", "v2"),
  lastStatus: fc.constantFrom<ServiceTask["lastStatus"]>(
    "PENDING",
    "RUNNING",
    "RUNNING",
    "DEACTIVATING",
    "STOPPED",
  ),
  desiredStatus: fc.constantFrom<ServiceTask["desiredStatus"]>(
    "RUNNING",
    "RUNNING",
    "RUNNING",
    "STOPPED",
  ),
  health: fc.constantFrom<ServiceTask["health"]>("HEALTHY", "HEALTHY", "UNHEALTHY", "UNKNOWN"),
  onDrainingInstance: fc.constantFrom(false, false, true),
});
const anyService = fc
  .record({
    desiredCount: fc.integer({ min: 0, max: 8 }),
    minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
    maximumPercent: fc.integer({ min: 100, max: 200 }),
    placementFailed: fc.boolean(),
    tasks: fc.array(anyTask, { maxLength: 12 }),
  })
  .map(({ tasks, ...settings }) =>
    service({ ...settings, tasks: tasks.map((task, index) => taskOf(`t${index}`, task)) }),
  );

describe("the service scheduler, whatever the tasks", () => {
  it("takes no healthy task below minimumHealthyPercent and starts none above maximumPercent", () => {
    fc.assert(
      fc.property(anyService, (state) => {
        const pass = scheduleService(state);
        const stopped = new Set(pass.stop.map(({ taskId }) => taskId));
        const { healthy: before } = standingOf(state.tasks, state);
        const after = before.filter(({ id }) => !stopped.has(id));
        expect(after.length).toBeGreaterThanOrEqual(
          Math.min(before.length, minimumHealthyTasks(state)),
        );
        expect(stopped.size).toBe(pass.stop.length);
        expect(
          pass.start === 0 || countedTasks(state.tasks).length + pass.start <= maximumTasks(state),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("reaches the desired count of the PRIMARY deployment, and then does nothing", () => {
    fc.assert(
      fc.property(anyService, (given) => {
        const canProgress =
          maximumTasks(given) > given.desiredCount ||
          minimumHealthyTasks(given) < given.desiredCount;
        fc.pre(canProgress || given.desiredCount === 0);
        let state: ServiceState = { ...given, placementFailed: false };
        for (let pass = 0; pass < 60; pass++) {
          state = applyPass(state, scheduleService(state));
        }
        expect(isSteady(state)).toBe(true);
        expect(scheduleService(state)).toEqual({ start: 0, stop: [] });
      }),
    );
  });

  it("scales in to zones that differ by no more than one from an even spread", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 18 }),
        (perZone, desiredCount) => {
          fc.pre(desiredCount <= 3 * perZone);
          const tasks = ["a", "b", "c"].flatMap((zone) => healthyTasks(zone, perZone));
          const stopped = scheduleService(service({ desiredCount, tasks })).stop.map(
            ({ taskId }) => taskId,
          );
          const left = ["a", "b", "c"].map(
            (zone) =>
              tasks.filter((task) => task.zone === zone && !stopped.includes(task.id)).length,
          );
          expect(left.reduce((sum, each) => sum + each)).toBe(desiredCount);
          expect(Math.max(...left) - Math.min(...left)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
