import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Drill, type Tools } from "../../src/drill/drill";
import { scopeOf } from "../../src/drill/environment-scope";
import { Journal } from "../../src/drill/fault/journal";
import type { FaultPlan } from "../../src/drill/fault/plan-fault";
import type { Preflight } from "../../src/drill/preflight/preflight";
import type { Observation } from "../../src/drill/state/observation";
import { Stopwatch } from "../../src/drill/stopwatch";
import { environment } from "../support/environments";
import { temporaryFolder } from "../support/terraform";
import { AccountInMemory } from "./support/account-in-memory";
import { A, B, instance, steady, target, withService } from "./support/observations";

/** A minute of the drill is 3 s of the test, and its timeout of 3 s leaves a busy machine 150 ms. */
const SPEED = 20;

const plan: FaultPlan = {
  fault: "stop",
  zone: A,
  instanceIds: ["i-1", "i-2"],
  changes: [
    { kind: "suspend-processes", group: "taskmanager-demo", processes: ["Launch", "HealthCheck"] },
    { kind: "stop-instances", instanceIds: ["i-1", "i-2"] },
  ],
};

/** While an instance is down, its task is short. */
const short: Observation = {
  ...withService({ running: 1 }),
  targets: [target("2", B)],
  instances: [instance("1", A, "stopped"), instance("2", B)],
};

describe("a drill", () => {
  let server: Server;
  let status = 200;
  let account: AccountInMemory;
  let journal: Journal;

  beforeEach(async () => {
    status = 200;
    server = createServer((_, response) => response.writeHead(status).end("{}"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    account = new AccountInMemory();
    journal = Journal.create(join(temporaryFolder(), "drill.jsonl"), {
      version: 1,
      drill: "d1",
      environment: "demo",
      account: "123456789012",
      region: "eu-north-1",
      fault: "stop",
      zone: A,
      startedAt: "2026-11-22T12:00:00.000Z",
    });
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const isLost = () => account.instances.get("i-1") === "stopped";

  function drill(changes: Partial<Tools> = {}, forMs = 600_000): Drill {
    const stopwatch = new Stopwatch(SPEED);
    let lostAtMs = Number.POSITIVE_INFINITY;
    const observe = async (): Promise<Observation> => {
      const atMs = stopwatch.nowMs();
      lostAtMs = isLost() ? Math.min(lostAtMs, atMs) : Number.POSITIVE_INFINITY;
      const isShort = isLost() && atMs - lostAtMs < 20_000;
      return { ...(isShort ? short : steady()), atMs };
    };
    const nothing = () => undefined;
    const tools = {
      account,
      observer: { observe },
      stopwatch,
      journal,
      listener: { happened: nothing, observed: nothing, entered: nothing, probing: nothing },
      ...changes,
    } as Tools;
    const before = {
      plan,
      observation: steady(),
      url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    } as Preflight;
    return new Drill(tools, scopeOf(environment()), before, {
      rate: 1,
      forMs,
      insecure: false,
      unstick: false,
    });
  }

  it("takes the zone away, sees it come back, and leaves everything as it was", async () => {
    const before = account.snapshot();
    const { record, restoration, failure } = await drill().run(new AbortController().signal);
    expect([failure, restoration]).toEqual([undefined, { left: [], failed: [] }]);
    expect(account.snapshot()).toEqual(before);
    expect(record.restoredAtMs - record.faultAtMs).toBeGreaterThanOrEqual(60_000);
    expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(90_000);
  });

  it("restores when the time is over, though the service has not come back", async () => {
    const before = account.snapshot();
    let atMs = 0;
    const observe = async () => {
      atMs += 1_000;
      return { ...(isLost() ? short : steady()), atMs };
    };
    const observer = { observe };
    const { record } = await drill({ observer }, 30_000).run(new AbortController().signal);
    expect(account.snapshot()).toEqual(before);
    expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(60_000);
  });

  it("restores at once when a person ends it", async () => {
    const before = account.snapshot();
    const controller = new AbortController();
    const entered = (phase: string) =>
      phase === "fault" && setTimeout(() => controller.abort(), 50);
    const listener = { happened() {}, observed() {}, entered, probing() {} } as Tools["listener"];
    const { interrupted, record } = await drill({ listener }).run(controller.signal);
    expect(interrupted).toBe(true);
    expect(account.snapshot()).toEqual(before);
    expect(record.endedAtMs - record.faultAtMs).toBeLessThan(30_000);
  });

  it("restores what was done when the next change fails", async () => {
    const before = account.snapshot();
    account.stopInstances = () => Promise.reject(new Error("InsufficientPermission"));
    const { failure, restoration } = await drill().run(new AbortController().signal);
    expect(failure).toBe("InsufficientPermission");
    expect(restoration.failed).toEqual([]);
    expect(account.snapshot()).toEqual(before);
  });

  it("goes on, and restores, while AWS does not let it look", async () => {
    const before = account.snapshot();
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    let looks = 0;
    const observer = {
      observe: async () => {
        looks++;
        if (isLost()) {
          throw throttled;
        }
        return { ...steady(), atMs: 1_000 * looks };
      },
    };
    const { happenings, longestBlindMs } = await drill({ observer }, 30_000).run(
      new AbortController().signal,
    );
    expect(happenings.map(({ text }) => text).join("\n")).toMatch(
      /looking less often: AWS throttles/,
    );
    expect(longestBlindMs).toBeGreaterThan(0);
    expect(account.snapshot()).toEqual(before);
  });

  it("ends in time, and restores, though a look hangs", async () => {
    const before = account.snapshot();
    const observer = {
      observe: () =>
        isLost() ? new Promise<never>(() => {}) : Promise.resolve({ ...steady(), atMs: 1_000 }),
    };
    const { record } = await drill({ observer }, 30_000).run(new AbortController().signal);
    expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(60_000);
    expect(record.isLossSeen).toBe(false);
    expect(account.snapshot()).toEqual(before);
  });

  it("times the loss from when it was seen to begin, not from when it was asked for", async () => {
    let lostAtMs = Number.POSITIVE_INFINITY;
    const stopwatch = new Stopwatch(SPEED);
    const observe = async (): Promise<Observation> => {
      const atMs = stopwatch.nowMs();
      lostAtMs = isLost() ? Math.min(lostAtMs, atMs) : lostAtMs;
      const isShort = atMs - lostAtMs > 20_000 && atMs - lostAtMs < 40_000;
      return { ...(isShort ? short : steady()), atMs };
    };
    const { record } = await drill({ observer: { observe }, stopwatch }).run(
      new AbortController().signal,
    );
    expect(record.faultAtMs - lostAtMs).toBeGreaterThan(17_000);
    expect(record.restoredAtMs - record.faultAtMs).toBeGreaterThanOrEqual(60_000);
  });

  it("does nothing after a person has ended it before the fault", async () => {
    const controller = new AbortController();
    controller.abort();
    const { happenings, record } = await drill().run(controller.signal);
    expect(happenings).toEqual([]);
    expect(record.isLossSeen).toBe(false);
    expect(journal.unrestored).toEqual([]);
  });

  it("touches nothing where it is no longer as it was when a person agreed", async () => {
    const deployed = { ...withService({ deployments: 2 }), atMs: 1_000 };
    const observer = { observe: async () => deployed };
    await expect(drill({ observer }).run(new AbortController().signal)).rejects.toThrow(
      /nothing was touched: it is not as it was .*is being deployed/,
    );
    expect(journal.unrestored).toEqual([]);
  });

  it("touches nothing where clients see errors before", async () => {
    status = 503;
    const before = account.snapshot();
    await expect(drill().run(new AbortController().signal)).rejects.toThrow(
      /requests failed before anything was taken away: nothing was touched/,
    );
    expect(account.snapshot()).toEqual(before);
    expect(journal.unrestored).toEqual([]);
  });
});
