import fs, { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DrillError } from "../../src/drill/drill-error";
import { type Change, DRILL_TAG } from "../../src/drill/fault/change";
import { inject, restore } from "../../src/drill/fault/inject";
import { Journal, type JournalHeader, unfinishedJournals } from "../../src/drill/fault/journal";
import { readJournal } from "../../src/drill/fault/journal-format";
import { temporaryFolder } from "../support/temporary-folder";
import { AccountInMemory, Killed } from "./support/account-in-memory";

const drill = "20261122T120000Z-0a1b";
const header: JournalHeader = {
  version: 1,
  drill,
  environment: "demo",
  account: "123456789012",
  region: "eu-north-1",
  fault: "stop",
  zone: "eu-north-1a",
  startedAt: "2026-11-22T12:00:00.000Z",
};
const group = "taskmanager-demo";
const lock: Change = { kind: "lock", group, drill };
const instanceIds = ["i-1", "i-2"];

const faults: Readonly<Record<string, readonly Change[]>> = {
  instance: [lock, { kind: "stop-instances", instanceIds: ["i-1"] }],
  stop: [
    lock,
    { kind: "suspend-processes", group, processes: ["Launch", "HealthCheck"] },
    { kind: "stop-instances", instanceIds },
  ],
  blackhole: [
    lock,
    { kind: "create-acl", vpcId: "vpc-1", drill },
    { kind: "cut-subnet", subnetId: "subnet-a", aclBefore: "acl-default", drill },
  ],
  experiment: [lock, { kind: "start-experiment", templateId: "EXT1", drill, instanceIds }],
};

function newJournal(): Journal {
  return Journal.create(join(temporaryFolder(), "drill.jsonl"), header);
}

/** Two moments, before and after, for each call that changes the account: one for each change. */
const kills = Object.entries(faults).flatMap(([fault, changes]) =>
  Array.from({ length: 2 * changes.length }, (_, moment) => ({ fault, moment, changes })),
);

describe("a drill that is killed", () => {
  it.each(Object.entries(faults))(
    "of %s could be killed at those moments only",
    async (_, changes) => {
      const account = new AccountInMemory();
      account.killAt = 2 * changes.length;
      await inject(account, newJournal(), changes);
    },
  );

  it.each(kills)(
    "at moment $moment of $fault is undone from its journal",
    async ({ moment, changes }) => {
      const account = new AccountInMemory();
      const before = account.snapshot();
      account.killAt = moment;
      const journal = newJournal();
      await expect(inject(account, journal, changes)).rejects.toThrow(Killed);

      account.killAt = Number.POSITIVE_INFINITY;
      const reopened = Journal.open(journal.path);
      expect(await restore(account, reopened)).toEqual({ left: [], failed: [] });
      expect(account.snapshot()).toEqual(before);
      expect(Journal.open(journal.path).unrestored).toEqual([]);
    },
  );

  it.each(Object.entries(faults))(
    "in the middle of restoring %s is restored by the next try",
    async (_, changes) => {
      for (let moment = 0; moment < 2 * changes.length; moment++) {
        const account = new AccountInMemory();
        const before = account.snapshot();
        const journal = newJournal();
        await inject(account, journal, changes);
        account.killAt = 2 * changes.length + moment;
        await restore(account, journal);

        account.killAt = Number.POSITIVE_INFINITY;
        await restore(account, Journal.open(journal.path));
        expect(account.snapshot()).toEqual(before);
      }
    },
  );

  it("has each change on the disk before it is made", async () => {
    const journal = newJournal();
    const account = new AccountInMemory();
    const seen: number[] = [];
    for (const name of ["tagGroup", "suspendProcesses", "stopInstances"] as const) {
      const original = account[name].bind(account) as (...args: unknown[]) => Promise<void>;
      account[name] = (...args: unknown[]) => {
        seen.push(readFileSync(journal.path, "utf8").split('"entry":"change"').length - 1);
        return original(...args);
      };
    }
    await inject(account, journal, faults["stop"] as readonly Change[]);
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe("restoring", () => {
  it("twice changes nothing more", async () => {
    const account = new AccountInMemory();
    const journal = newJournal();
    const before = account.snapshot();
    const text = () => readFileSync(journal.path, "utf8");
    await inject(account, journal, faults["blackhole"] as readonly Change[]);
    const written = text();
    await restore(account, journal);
    writeFileSync(journal.path, written);
    expect(await restore(account, Journal.open(journal.path))).toEqual({ left: [], failed: [] });
    expect(account.snapshot()).toEqual(before);
  });

  it("says that an instance which the group has replaced cannot come back", async () => {
    const account = new AccountInMemory();
    const journal = newJournal();
    await inject(account, journal, faults["instance"] as readonly Change[]);
    account.instances.set("i-1", "terminated");
    const { left, failed } = await restore(account, journal);
    expect(left).toEqual([expect.stringMatching(/^i-1 cannot be started again/)]);
    expect(failed).toEqual([]);
  });

  it("keeps the mark on the group while something else could not be undone", async () => {
    const account = new AccountInMemory();
    const journal = newJournal();
    await inject(account, journal, faults["stop"] as readonly Change[]);
    account.resumeProcesses = () => Promise.reject(new Error("not now"));
    const { failed } = await restore(account, journal);
    expect(failed).toEqual([expect.stringMatching(/^suspend Launch and HealthCheck.*not now$/)]);
    expect(account.tags.get(DRILL_TAG)).toBe(drill);
    expect(journal.unrestored.map(({ change }) => change.kind)).toEqual([
      "suspend-processes",
      "lock",
    ]);
  });

  it("keeps the group from terminating what does not start again", async () => {
    const account = new AccountInMemory();
    const journal = newJournal();
    await inject(account, journal, faults["stop"] as readonly Change[]);
    account.startInstances = () => Promise.reject(new Error("InsufficientInstanceCapacity"));
    const { failed } = await restore(account, journal);
    expect(failed).toEqual([expect.stringMatching(/^stop i-1, i-2: not undone/)]);
    expect(account.suspended).toContain("HealthCheck");
  });

  it("takes no instance for running that was only just asked to stop", async () => {
    const account = new AccountInMemory();
    const journal = newJournal();
    await inject(account, journal, faults["instance"] as readonly Change[]);
    const { instanceStates } = account;
    let looks = 0;
    account.instanceStates = async (ids) =>
      ++looks === 1 ? new Map([["i-1", "running"]]) : instanceStates.call(account, ids);
    await restore(account, journal);
    expect(account.instances.get("i-1")).toBe("running");
  });

  it("is not put off by an experiment that ends by itself", async () => {
    const account = new AccountInMemory();
    const journal = newJournal();
    const before = account.snapshot();
    await inject(account, journal, faults["experiment"] as readonly Change[]);
    account.stopExperiment = () => {
      for (const experiment of account.experiments) {
        experiment.status = "completed";
      }
      return Promise.reject(new Error("the experiment has ended"));
    };
    expect((await restore(account, journal)).failed).toEqual([]);
    expect(account.snapshot()).toEqual(before);
  });

  it("goes no further than another drill's mark", async () => {
    const account = new AccountInMemory();
    account.tags.set(DRILL_TAG, "another");
    const journal = newJournal();
    await expect(inject(account, journal, [lock])).rejects.toThrow(/another drill, "another"/);
    await restore(account, journal);
    expect(account.tags.get(DRILL_TAG)).toBe("another");
  });
});

/** Replaces write(2), also for those who have imported it. */
function writesBy(write: (descriptor: number, bytes: Buffer, offset: number) => number) {
  vi.spyOn(fs, "writeSync").mockImplementation(write as unknown as typeof fs.writeSync);
  syncBuiltinESMExports();
}

function fullDisk(): never {
  throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
}

describe("on a disk that is full", () => {
  const { writeSync } = fs;

  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  it("a journal holds the whole of what is written to it in pieces", () => {
    const journal = newJournal();
    writesBy((descriptor, bytes, offset) => writeSync(descriptor, bytes, offset, 1));
    for (const change of faults["blackhole"] as readonly Change[]) {
      journal.announce(change);
    }
    expect(Journal.open(journal.path).unrestored).toHaveLength(3);
  });

  it("no change is made that could not be noted in full", async () => {
    const account = new AccountInMemory();
    const before = account.snapshot();
    const journal = newJournal();
    writesBy((descriptor, bytes, offset) =>
      offset === 0 ? writeSync(descriptor, bytes, 0, 20) : fullDisk(),
    );
    await expect(inject(account, journal, [lock])).rejects.toThrow(
      /cannot be written \(ENOSPC\), and what is not noted is not done: free some space/,
    );
    expect(account.snapshot()).toEqual(before);
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    await inject(account, journal, [lock]);
    expect(Journal.open(journal.path).unrestored).toEqual([{ number: 1, change: lock }]);
  });

  it.each(Object.entries(faults))("all of %s is undone all the same", async (_, changes) => {
    const account = new AccountInMemory();
    const before = account.snapshot();
    const journal = newJournal();
    await inject(account, journal, changes);
    writesBy(fullDisk);
    const { left, failed, journalTrouble } = await restore(account, journal);
    expect([left, failed]).toEqual([[], []]);
    expect(journalTrouble).toMatch(/cannot be written \(ENOSPC\), .* repeat .*--restore/);
    expect(journal.unrestored).toEqual([]);
    expect(account.snapshot()).toEqual(before);
  });

  it("no drill begins, and no file is left", () => {
    const path = join(temporaryFolder(), "drill.jsonl");
    writesBy(fullDisk);
    expect(() => Journal.create(path, header)).toThrow(/\(ENOSPC\): nothing was touched/);
    expect(fs.existsSync(path)).toBe(false);
  });
});

describe("a journal", () => {
  const first = JSON.stringify({ entry: "drill", ...header });
  const announced = (change: object, number: unknown = 1) =>
    JSON.stringify({ entry: "change", number, change });
  const stop = { kind: "stop-instances", instanceIds };

  function written(content: string): string {
    const path = join(temporaryFolder(), "drill.jsonl");
    writeFileSync(path, content);
    return path;
  }

  it.each([
    ["half a line", '{"entry":"change","numb'],
    ["the zeros of a lost block", '{"entry":"chan\0\0\0'],
    ["nothing but zeros", "\0\0"],
  ])("is read although %s ends it, and goes on in a line of its own", (_, half) => {
    const journal = newJournal();
    journal.announce(lock);
    appendFileSync(journal.path, half);
    const reopened = Journal.open(journal.path);
    expect(reopened.unrestored).toEqual([{ number: 1, change: lock }]);
    reopened.noteRestored(1);
    expect(Journal.open(journal.path).unrestored).toEqual([]);
  });

  it("counts a last line that lacks its end alone, and goes on after it", () => {
    const path = written(`${first}\n${announced(lock)}\n${announced(stop, 2)}`);
    const journal = Journal.open(path);
    expect(journal.unrestored.map(({ change }) => change)).toEqual([stop, lock]);
    journal.noteRestored(2);
    journal.noteRestored(1);
    expect(Journal.open(path).unrestored).toEqual([]);
  });

  it("cut off anywhere holds every change that was announced in full", () => {
    const lines = [first, ...[lock, stop].map((change, index) => announced(change, index + 1))];
    const content = lines.map((line) => `${line}\n`).join("");
    for (let length = first.length + 1; length <= content.length; length++) {
      const cut = content.slice(0, length);
      const whole = cut.split("\n").length - 2;
      const { changes } = readJournal(cut, "drill.jsonl");
      expect(changes.size).toBeGreaterThanOrEqual(whole);
    }
  });

  it("is undone from a file that can only be read", async () => {
    const account = new AccountInMemory();
    const before = account.snapshot();
    const { path } = newJournal();
    await inject(account, Journal.open(path), faults["stop"] as readonly Change[]);
    vi.spyOn(fs, "openSync").mockImplementation(() => {
      throw Object.assign(new Error("read-only file system"), { code: "EROFS" });
    });
    syncBuiltinESMExports();
    const readOnly = Journal.open(path);
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    const { failed, journalTrouble } = await restore(account, readOnly);
    expect(failed).toEqual([]);
    expect(journalTrouble).toMatch(/still names what was undone/);
    expect(account.snapshot()).toEqual(before);
  });

  it("is read with the line ends of Windows", () => {
    const path = written(`${first}\r\n${announced(lock)}\r\n`);
    expect(Journal.open(path).unrestored).toEqual([{ number: 1, change: lock }]);
  });

  it.each<[string, string, RegExp]>([
    ["an empty file", "", /nothing was changed/],
    ["cut off in its first line", first, /nothing was changed/],
    ["something else", '{"format_version":"1.2"}\n', /line 1 names no drill/],
    ["no JSON", "hello\n", /line 1 is not JSON/],
    ["of a later version", `${first.replace('"version":1', '"version":2')}\n`, /of version 2/],
    ["of no account", `${first.replace("123456789012", "")}\n`, /line 1: account/],
    ["with a line of nothing", `${first}\nnull\n`, /line 2 is not an entry/],
    ["with an empty line", `${first}\n\n${announced(lock)}\n`, /line 2 is not JSON/],
    [
      "with half a line in its middle",
      `${first}\n{"ent\n${announced(lock)}\n`,
      /line 2 is not JSON/,
    ],
    ["ended by what no drill writes", `${first}\nhello`, /line 2 is not one of a drill's/],
    ["with a second beginning", `${first}\n${first}\n`, /line 2: entry/],
    ["with an unknown entry", `${first}\n{"entry":"changed","number":1}\n`, /line 2: entry/],
    ["without a change", `${first}\n${announced(null as never)}\n`, /line 2: change/],
    [
      "with an unknown change",
      `${first}\n${announced({ kind: "stop-instance", instanceIds })}\n`,
      /line 2: change.kind/,
    ],
    [
      "with an unknown detail",
      `${first}\n${announced({ ...stop, volumeIds: ["vol-1"] })}\n`,
      /line 2: change: .*volumeIds/,
    ],
    ["without instances", `${first}\n${announced({ ...stop, instanceIds: [] })}\n`, /instanceIds/],
    [
      "with what is no instance",
      `${first}\n${announced({ ...stop, instanceIds: ["i-1", null] })}\n`,
      /instanceIds.1/,
    ],
    [
      "with an empty list of processes, which AWS takes for all",
      `${first}\n${announced({ kind: "suspend-processes", group, processes: [] })}\n`,
      /processes/,
    ],
    [
      "with processes that no drill suspends",
      `${first}\n${announced({ kind: "suspend-processes", group, processes: ["Terminate"] })}\n`,
      /processes.0/,
    ],
    ["with a text for a number", `${first}\n${announced(stop, "x")}\n`, /line 2: number/],
    [
      "with a number given twice, which would hide a change",
      `${first}\n${announced(stop)}\n${announced(lock)}\n`,
      /line 3 gives the number 1 once more/,
    ],
    [
      "with the restoration of what was not announced",
      `${first}\n{"entry":"restored","number":1}\n${announced(stop)}\n`,
      /line 2 restores the change 1, which none announces/,
    ],
    [
      "with another drill's change",
      `${first}\n${announced({ ...lock, drill: "another" })}\n`,
      /line 2 is of another drill, "another"/,
    ],
  ])("is refused where it is %s", (_, content, reason) => {
    const path = written(content);
    const open = () => Journal.open(path);
    expect(open).toThrow(DrillError);
    expect(open).toThrow(reason);
    expect(readFileSync(path, "utf8")).toBe(content);
  });

  it("is found as long as it holds something to undo", () => {
    const journal = newJournal();
    const folder = join(journal.path, "..");
    expect(unfinishedJournals("demo", folder)).toEqual([]);
    journal.announce(lock);
    expect(unfinishedJournals("demo", folder)).toEqual([journal.path]);
    expect(unfinishedJournals("production", folder)).toEqual([]);
    journal.noteRestored(journal.unrestored[0]?.number ?? 0);
    expect(unfinishedJournals("demo", folder)).toEqual([]);
  });

  it.each([
    ["that has not begun", first, []],
    ["that is damaged", `${first}\nnull\n`, ["demo"]],
    ["of a later version", `${first.replace('"version":1', '"version":2')}\n`, ["demo"]],
    ["that does not say of what", "hello\n", ["demo", "production"]],
  ])("%s keeps a drill from beginning where it may hold something", (_, content, environments) => {
    const folder = dirname(written(content));
    const kept = ["demo", "production"].filter(
      (environment) => unfinishedJournals(environment, folder).length > 0,
    );
    expect(kept).toEqual(environments);
  });
});
