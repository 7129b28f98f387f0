import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Change, DRILL_TAG } from "../../src/drill/fault/change";
import { inject, restore } from "../../src/drill/fault/inject";
import { Journal, type JournalHeader, unfinishedJournals } from "../../src/drill/fault/journal";
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

describe("a journal", () => {
  it("is read although its last line was cut off, and goes on in a line of its own", () => {
    const journal = newJournal();
    journal.announce(lock);
    appendFileSync(journal.path, '{"entry":"change","numb');
    const reopened = Journal.open(journal.path);
    expect(reopened.unrestored).toEqual([{ number: 1, change: lock }]);
    reopened.noteRestored(1);
    expect(Journal.open(journal.path).unrestored).toEqual([]);
  });

  it.each([
    ["an empty file", ""],
    ["something else", '{"format_version":"1.2"}\n'],
    ["no JSON", "hello\n"],
  ])("is refused where it is %s", (_, content) => {
    const path = join(temporaryFolder(), "foreign");
    writeFileSync(path, content);
    expect(() => Journal.open(path)).toThrow(/is not the journal of a drill/);
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
});
