import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Record } from "./record";

/** Something that must not outlive this process. */
export interface Owned {
  /** In good order, and awaited. */
  end(): Promise<void>;
  /** At once: nothing more is awaited. */
  endNow(): void;
}

const owned: Owned[] = [];
let record: Record | undefined;
let guard: ChildProcess | undefined;
let isEnding = false;

/** @returns what takes it off the list, for one that has ended by itself */
export function own(thing: Owned): () => void {
  if (isEnding) {
    throw new Error("interrupted: nothing more is started");
  }
  owned.push(thing);
  return () => remove(thing);
}

function remove(thing: Owned): void {
  const index = owned.indexOf(thing);
  if (index >= 0) {
    owned.splice(index, 1);
  }
}

/** What is written there ends and vanishes with this process, whatever ends it. */
export function ownRecord(): Record {
  if (record === undefined) {
    record = new Record();
    guard = startGuard(record.file);
    process.once("exit", endEverythingNow);
  }
  return record;
}

/** The latest first, one after the other; what fails to end does not keep the rest. */
export async function endEverything(): Promise<void> {
  isEnding = true;
  const failures: unknown[] = [];
  for (let last = owned.at(-1); last; last = owned.at(-1)) {
    await last.end().catch((error: unknown) => failures.push(error));
    // Only now: until then it can still be ended at once.
    remove(last);
  }
  isEnding = false;
  const dismissed = dismissGuard();
  if (dismissed && dismissed.exitCode === null && dismissed.signalCode === null) {
    dismissed.ref();
    await once(dismissed, "exit");
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

export function endEverythingNow(): void {
  isEnding = true;
  for (let last = owned.pop(); last; last = owned.pop()) {
    try {
      last.endNow();
    } catch {
      // The guard tries again.
    }
  }
  dismissGuard();
}

/** One that still has something to end stays until it has. @returns the one that is about to exit */
function dismissGuard(): ChildProcess | undefined {
  if (!record?.isEmpty) {
    return undefined;
  }
  const dismissed = guard;
  dismissed?.kill("SIGKILL");
  process.off("exit", endEverythingNow);
  record = undefined;
  guard = undefined;
  return dismissed;
}

/** In a session of its own, which no signal of a terminal reaches. */
function startGuard(file: string): ChildProcess {
  const loader = createRequire(__filename).resolve("tsx/cjs");
  const process_ = spawn(
    process.execPath,
    ["--require", loader, join(__dirname, "guard.ts"), file],
    { detached: true, stdio: ["pipe", "ignore", "ignore"], cwd: "/" },
  );
  process_.once("error", () => undefined);
  process_.stdin?.once("error", () => undefined);
  (process_.stdin as { unref?(): void } | null)?.unref?.();
  process_.unref();
  return process_;
}
