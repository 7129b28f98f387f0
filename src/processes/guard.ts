import { setTimeout as sleep } from "node:timers/promises";
import { endRecorded } from "./left-behind";
import { isRunning } from "./process-identity";
import { readRecord } from "./record";

const LOOK_EVERY_MS = 20;

/**
 * A process of its own, which outlives its owner by a moment: its input ends however the owner ends,
 * `kill -9` included, and then it ends what the owner's record names.
 */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => undefined);
}
process.stdin.resume().once("end", () => void guard(process.argv[2] as string));

async function guard(file: string): Promise<void> {
  // A process that is killed closes its files a moment before it is gone.
  for (
    let record = readRecord(file);
    record && isRunning(record.owner);
    record = readRecord(file)
  ) {
    await sleep(LOOK_EVERY_MS);
  }
  await endRecorded(file);
}
