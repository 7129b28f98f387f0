import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { signalGroup } from "./process-group";
import { isRunning } from "./process-identity";
import { readRecord, recordFolder, removeRecord } from "./record";

/** Long enough to write something down; what it was for has ended already. */
const GRACE_MS = 2_000;
const LOOK_EVERY_MS = 50;

/** Ends what commands have left that were killed together with their guards. */
export async function endLeftBehind(): Promise<void> {
  await Promise.all(records().map(endRecorded));
}

/** Ends what a record names, unless its owner still runs. */
export async function endRecorded(file: string): Promise<void> {
  const belongings = readRecord(file);
  if (belongings === undefined || isRunning(belongings.owner)) {
    return;
  }
  const { groups, folders } = belongings;
  const deadline = Date.now() + GRACE_MS;
  let left = groups.filter((leader) => signalGroup(leader, "SIGTERM"));
  while (left.length > 0 && Date.now() < deadline) {
    await new Promise((again) => setTimeout(again, LOOK_EVERY_MS));
    left = left.filter((leader) => signalGroup(leader, 0));
  }
  for (const leader of left) {
    signalGroup(leader, "SIGKILL");
  }
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
  removeRecord(file);
}

function records(): string[] {
  const folder = recordFolder();
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
