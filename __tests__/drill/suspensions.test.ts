import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Stopwatch } from "../../src/drill/stopwatch";
import { Suspensions } from "../../src/drill/suspensions";

const SOURCE = resolve(__dirname, "../../src/drill");

/** Says how long each suspension was that it noticed, once it is continued. */
const PROGRAM = `
const { Stopwatch } = require(${JSON.stringify(`${SOURCE}/stopwatch`)});
const { Suspensions } = require(${JSON.stringify(`${SOURCE}/suspensions`)});
const suspensions = new Suspensions(new Stopwatch(1));
suspensions.start();
process.stdin.once("data", () => {
  console.log(JSON.stringify(suspensions.all.map(({ lastedMs }) => lastedMs)));
  process.exit();
});
setTimeout(() => console.log("ready"), 300);
`;

describe("a program that is stopped by a signal", () => {
  it.each([800, 2_500])("for %i ms knows it when it goes on", async (stoppedMs) => {
    const child = spawn(process.execPath, ["--import", "tsx", "-e", PROGRAM], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    try {
      await once(child.stdout, "data");
      child.kill("SIGSTOP");
      await sleep(stoppedMs);
      child.kill("SIGCONT");
      await sleep(300);
      child.stdin.write("tell\n");
      const [told] = await once(child.stdout, "data");
      const lengths = JSON.parse(String(told)) as number[];
      expect(lengths).toHaveLength(1);
      expect(lengths[0]).toBeGreaterThan(stoppedMs - 100);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

describe("a program that runs", () => {
  let suspensions: Suspensions;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance", "Date"] });
    suspensions = new Suspensions(new Stopwatch(1));
    suspensions.start();
  });

  afterEach(() => {
    suspensions.stop();
    vi.useRealTimers();
  });

  it("is not suspended by a stall, nor by a signal after one that is long past", () => {
    vi.advanceTimersByTime(10_000);
    const busy = Date.now() + 1_000;
    vi.setSystemTime(busy);
    vi.advanceTimersByTime(5_000);
    process.emit("SIGCONT");
    expect(suspensions.all).toEqual([]);
  });

  it("was suspended where the machine slept, and its clock with it", () => {
    vi.advanceTimersByTime(1_000);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(1_000);
    const [{ fromMs, toMs, lastedMs } = { fromMs: 0, toMs: 0, lastedMs: 0 }] = suspensions.all;
    expect(toMs - fromMs).toBeLessThan(200);
    expect(Math.round(lastedMs / 1_000)).toBe(60);
  });

  it("knows how much of a stretch of time it has lost", () => {
    suspensions.all.push({ fromMs: 10, toMs: 30, lastedMs: 20 });
    expect([suspensions.within(0, 20), suspensions.within(15, 25)]).toEqual([10, 10]);
    expect(suspensions.within(30, 50)).toBe(0);
  });
});
