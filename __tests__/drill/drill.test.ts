import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Drill, type RunOptions, type Tools } from "../../src/drill/drill";
import { BASELINE_MS } from "../../src/drill/durations";
import { scopeOf } from "../../src/drill/environment-scope";
import { Journal } from "../../src/drill/fault/journal";
import type { FaultPlan } from "../../src/drill/fault/plan-fault";
import type { Preflight } from "../../src/drill/preflight/preflight";
import { type Asker, REQUEST_TIMEOUT_MS } from "../../src/drill/probe/probe";
import type { Outcome } from "../../src/drill/probe/request";
import type { Observation } from "../../src/drill/state/observation";
import { Stopwatch } from "../../src/drill/stopwatch";
import { environment } from "../support/environments";
import { temporaryFolder } from "../support/terraform";
import { AccountInMemory } from "./support/account-in-memory";
import { A, B, instance, steady, target, withService } from "./support/observations";

const plan: FaultPlan = {
  fault: "stop",
  zone: A,
  instanceIds: ["i-1", "i-2"],
  changes: [
    { kind: "suspend-processes", group: "taskmanager-demo", processes: ["Launch", "HealthCheck"] },
    { kind: "stop-instances", instanceIds: ["i-1", "i-2"] },
  ],
};

const before = {
  plan,
  accountId: "123456789012",
  observation: steady(),
  url: new URL("http://app.example.com/"),
} as Preflight;

/** While an instance is down, its task is short. */
const short: Observation = {
  ...withService({ running: 1 }),
  targets: [target("2", B)],
  instances: [instance("1", A, "stopped"), instance("2", B)],
};

const answered: Outcome = { status: 200, failure: undefined };
const failed: Outcome = { status: 503, failure: "http 503" };

/** A clock that goes on while this program is stopped, and runs no timer. */
class StoppedStopwatch extends Stopwatch {
  private stoppedMs = 0;

  override nowMs(): number {
    return super.nowMs() + this.stoppedMs;
  }

  stopFor(ms: number): void {
    this.stoppedMs += ms;
  }
}

/** Lets time pass, as fast as what happens in it allows, until it is over. */
async function virtually<T>(run: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  run.then(over, over);
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(1_000);
  }
  return run;
}

describe("a drill", () => {
  /** What a client gets who asks now. */
  let send: Asker["send"];
  let account: AccountInMemory;
  let journal: Journal;

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"],
    });
    send = async () => answered;
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
    vi.useRealTimers();
  });

  const isLost = () => account.instances.get("i-1") === "stopped";

  function drill(changes: Partial<Tools> = {}, options: Partial<RunOptions> = {}): Drill {
    const stopwatch = new Stopwatch(1);
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
      requester: { send: (lane) => send(lane), renew: nothing, close: nothing },
      listener: { happened: nothing, observed: nothing, entered: nothing, probing: nothing },
      ...changes,
    } as Tools;
    return new Drill(tools, scopeOf(environment()), before, {
      rate: 1,
      forMs: 600_000,
      insecure: false,
      unstick: false,
      maxFailedBefore: 0,
      ...options,
    });
  }

  function run(changes: Partial<Tools> = {}, options: Partial<RunOptions> = {}) {
    return virtually(drill(changes, options).run(new AbortController().signal));
  }

  it("takes the zone away, sees it come back, and leaves everything as it was", async () => {
    const untouched = account.snapshot();
    const { record, restoration, failure } = await run();
    expect([failure, restoration]).toEqual([undefined, { left: [], failed: [] }]);
    expect(account.snapshot()).toEqual(untouched);
    expect(record.restoredAtMs - record.faultAtMs).toBeGreaterThanOrEqual(60_000);
    expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(90_000);
  });

  it("restores when the time is over, though the service has not come back", async () => {
    const untouched = account.snapshot();
    let atMs = 0;
    const observe = async () => {
      atMs += 1_000;
      return { ...(isLost() ? short : steady()), atMs };
    };
    const observer = { observe };
    const { record } = await run({ observer }, { forMs: 30_000 });
    expect(account.snapshot()).toEqual(untouched);
    expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(60_000);
  });

  it("restores at once when a person ends it", async () => {
    const untouched = account.snapshot();
    const controller = new AbortController();
    const entered = (phase: string) =>
      phase === "fault" && setTimeout(() => controller.abort(), 50);
    const listener = { happened() {}, observed() {}, entered, probing() {} } as Tools["listener"];
    const { interrupted, record } = await virtually(drill({ listener }).run(controller.signal));
    expect(interrupted).toBe(true);
    expect(account.snapshot()).toEqual(untouched);
    expect(record.endedAtMs - record.faultAtMs).toBeLessThan(30_000);
  });

  it("restores what was done when the next change fails", async () => {
    const untouched = account.snapshot();
    account.stopInstances = () => Promise.reject(new Error("InsufficientPermission"));
    const { failure, restoration } = await run();
    expect(failure).toBe("InsufficientPermission");
    expect(restoration.failed).toEqual([]);
    expect(account.snapshot()).toEqual(untouched);
  });

  it("goes on, and restores, while AWS does not let it look", async () => {
    const untouched = account.snapshot();
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
    const { happenings, longestBlindMs } = await run({ observer }, { forMs: 30_000 });
    expect(happenings.map(({ text }) => text).join("\n")).toMatch(
      /looking less often: AWS throttles/,
    );
    expect(longestBlindMs).toBeGreaterThan(0);
    expect(account.snapshot()).toEqual(untouched);
  });

  it("ends in time, and restores, though a look hangs", async () => {
    const untouched = account.snapshot();
    const observer = {
      observe: () =>
        isLost() ? new Promise<never>(() => {}) : Promise.resolve({ ...steady(), atMs: 1_000 }),
    };
    const { record } = await run({ observer }, { forMs: 30_000 });
    expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(60_000);
    expect(record.isLossSeen).toBe(false);
    expect(account.snapshot()).toEqual(untouched);
  });

  it("times the loss from when it was seen to begin, not from when it was asked for", async () => {
    let lostAtMs = Number.POSITIVE_INFINITY;
    const stopwatch = new Stopwatch(1);
    const observe = async (): Promise<Observation> => {
      const atMs = stopwatch.nowMs();
      lostAtMs = isLost() ? Math.min(lostAtMs, atMs) : lostAtMs;
      const isShort = atMs - lostAtMs > 20_000 && atMs - lostAtMs < 40_000;
      return { ...(isShort ? short : steady()), atMs };
    };
    const { record } = await run({ observer: { observe }, stopwatch });
    expect(record.faultAtMs - lostAtMs).toBeGreaterThan(17_000);
    expect(record.restoredAtMs - record.faultAtMs).toBeGreaterThanOrEqual(60_000);
  });

  it("does nothing after a person has ended it before the fault", async () => {
    const controller = new AbortController();
    controller.abort();
    const { happenings, record } = await virtually(drill().run(controller.signal));
    expect(happenings).toEqual([]);
    expect(record.isLossSeen).toBe(false);
    expect(journal.unrestored).toEqual([]);
  });

  it("touches nothing where it is no longer as it was when a person agreed", async () => {
    const deployed = { ...withService({ deployments: 2 }), atMs: 1_000 };
    const observer = { observe: async () => deployed };
    await expect(run({ observer })).rejects.toThrow(
      /nothing was touched: it is not as it was .*is being deployed/,
    );
    expect(journal.unrestored).toEqual([]);
  });

  it("touches nothing where clients see errors before", async () => {
    send = async () => failed;
    const untouched = account.snapshot();
    await expect(run()).rejects.toThrow(
      /requests failed before anything was taken away: nothing was touched/,
    );
    expect(account.snapshot()).toEqual(untouched);
    expect(journal.unrestored).toEqual([]);
  });

  it("takes nothing away where clients begin to see errors while it is prepared", async () => {
    const untouched = account.snapshot();
    const stop = vi.spyOn(account, "stopInstances");
    const { suspendProcesses } = account;
    account.suspendProcesses = async (...change) => {
      send = async () => failed;
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return suspendProcesses.apply(account, change);
    };
    const { failure, record } = await run();
    expect(failure).toMatch(/^[1-9] of \d+ requests failed before .*what was prepared is undone/);
    expect(stop).not.toHaveBeenCalled();
    expect(record.isLossSeen).toBe(false);
    expect(account.snapshot()).toEqual(untouched);
  });

  it("waits for what was asked before the fault, and takes nothing away where that fails", async () => {
    const late = () =>
      new Promise<Outcome>((resolve) => setTimeout(() => resolve(failed), REQUEST_TIMEOUT_MS));
    let asked = 0;
    send = () => (++asked > 4 ? late() : Promise.resolve(answered));
    await expect(run()).rejects.toThrow(/2 of 6 requests failed before .* nothing was touched/);
    expect(journal.unrestored).toEqual([]);
  });

  it("lets as many requests fail before the fault as a person allows", async () => {
    let asked = 0;
    send = async () => (++asked === 2 ? failed : answered);
    await expect(run({}, { maxFailedBefore: 0.1 })).rejects.toThrow(/1 of 6 requests failed/);
    asked = 0;
    const { failure, record } = await run({}, { maxFailedBefore: 0.2 });
    expect(failure).toBeUndefined();
    expect(record.isLossSeen).toBe(true);
  });

  describe("that is stopped for a while, and goes on", () => {
    const stopwatch = () => new StoppedStopwatch(1);

    /** Stops it in the middle of a request, which then fails. */
    function stopping(clock: StoppedStopwatch): () => void {
      return () => {
        send = async () => {
          send = async () => answered;
          clock.stopFor(40_000);
          return { status: undefined, failure: "timeout" };
        };
      };
    }

    it("asks nothing for the time that is lost, and leaves it out", async () => {
      const untouched = account.snapshot();
      const clock = stopwatch();
      let asked = 0;
      const entered = (phase: string) => phase === "fault" && setTimeout(stopping(clock), 20_000);
      const listener = { happened() {}, observed() {}, entered, probing() {} } as Tools["listener"];
      const requester = {
        send: (lane: Parameters<Asker["send"]>[0]) => {
          asked++;
          return send(lane);
        },
        renew: vi.fn(),
        close() {},
      };
      const { record, happenings, longestBlindMs } = await run(
        { stopwatch: clock, listener, requester },
        { rate: 10 },
      );
      expect(record.samples.filter(({ failure }) => failure !== undefined)).toEqual([]);
      const [suspension, ...others] = record.suspensions;
      expect(others).toEqual([]);
      expect(Math.round((suspension?.lastedMs ?? 0) / 1_000)).toBe(40);
      const due = record.samples.filter(
        ({ dueMs }) =>
          dueMs > (suspension?.fromMs ?? 0) && dueMs < (suspension?.toMs ?? Number.NaN),
      );
      expect(due).toEqual([]);
      expect(asked - record.samples.length).toBeLessThan(5);
      expect(requester.renew).toHaveBeenCalledOnce();
      expect(happenings.map(({ text }) => text)).toContain("nothing was measured for 40 s");
      expect(longestBlindMs).toBeLessThan(5_000);
      expect(account.snapshot()).toEqual(untouched);
    });

    it("ends the fault no later for it", async () => {
      const clock = stopwatch();
      const entered = (phase: string) => phase === "fault" && setTimeout(stopping(clock), 20_000);
      const listener = { happened() {}, observed() {}, entered, probing() {} } as Tools["listener"];
      const { record } = await run({ stopwatch: clock, listener }, { forMs: 50_000 });
      expect(record.restoredAtMs - record.faultAtMs).toBeLessThan(65_000);
    });

    it("measures anew what is before the fault", async () => {
      const clock = stopwatch();
      setTimeout(stopping(clock), 2_000);
      const { failure, record } = await run({ stopwatch: clock });
      expect(failure).toBeUndefined();
      const { toMs } = record.suspensions[0] ?? { toMs: Number.NaN };
      expect(record.faultAtMs - toMs).toBeGreaterThanOrEqual(BASELINE_MS);
      expect(record.samples.filter(({ failure }) => failure !== undefined)).toEqual([]);
    });

    it("takes nothing away where that was while it was prepared", async () => {
      const untouched = account.snapshot();
      const clock = stopwatch();
      const stop = vi.spyOn(account, "stopInstances");
      const { suspendProcesses } = account;
      account.suspendProcesses = async (...change) => {
        clock.stopFor(40_000);
        await new Promise((resolve) => setTimeout(resolve, 500));
        return suspendProcesses.apply(account, change);
      };
      const { failure } = await run({ stopwatch: clock });
      expect(failure).toMatch(/was suspended before anything was taken away/);
      expect(stop).not.toHaveBeenCalled();
      expect(account.snapshot()).toEqual(untouched);
    });
  });
});
