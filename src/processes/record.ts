import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "./cache-folder";
import { identityOf, type ProcessIdentity } from "./process-identity";

const identity = z.object({ pid: z.number().int().positive(), startedAt: z.string().min(1) });

const schema = z.object({
  owner: identity,
  /** The leader of each process group. */
  groups: z.array(identity),
  /** Temporary folders. */
  folders: z.array(z.string().startsWith("/")),
});

/** What must end and vanish with its owner. */
export type Belongings = z.infer<typeof schema>;

/** Of a folder for one record alone. */
const TEMPORARY = "ha-owned-";

export function recordFolder(): string {
  return join(cacheFolder(), "owned");
}

/** @returns undefined where it is gone, or was not written by this project */
export function readRecord(file: string): Belongings | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** What this process owns, on the disk before it exists: whoever comes later can end it. */
export class Record {
  private readonly folder = privateFolder();
  readonly file = join(this.folder, `${process.pid}-${randomBytes(4).toString("hex")}.json`);
  private readonly groups = new Set<ProcessIdentity>();
  private readonly folders = new Set<string>();

  addGroup(leader: ProcessIdentity): void {
    this.groups.add(leader);
    this.write();
  }

  removeGroup(leader: ProcessIdentity): void {
    this.groups.delete(leader);
    this.shorten();
  }

  addFolder(path: string): void {
    this.folders.add(path);
    this.write();
  }

  removeFolder(path: string): void {
    this.folders.delete(path);
    this.shorten();
  }

  get isEmpty(): boolean {
    return this.groups.size === 0 && this.folders.size === 0;
  }

  /** A record that still names what has ended harms nobody, so a full disk stops no clean-up. */
  private shorten(): void {
    try {
      if (this.isEmpty) {
        removeRecord(this.file);
      } else {
        this.write();
      }
    } catch {}
  }

  private write(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const belongings: Belongings = {
      owner: identityOf(process.pid) as ProcessIdentity,
      groups: [...this.groups],
      folders: [...this.folders],
    };
    // Renamed into place, so that no reader ever sees half of it.
    writeFileSync(`${this.file}.new`, JSON.stringify(belongings), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

export function removeRecord(file: string): void {
  rmSync(file, { force: true });
  if (basename(dirname(file)).startsWith(TEMPORARY)) {
    rmSync(dirname(file), { recursive: true, force: true });
  }
}

/** In a home that is read-only the guard alone knows the record: no later command finds it. */
function privateFolder(): string {
  const folder = recordFolder();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return join(tmpdir(), `${TEMPORARY}${randomBytes(6).toString("hex")}`);
  }
}
