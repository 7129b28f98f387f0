import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DrillError } from "../drill-error";
import type { Change } from "./change";

/** Which drill a journal is of. */
export interface JournalHeader {
  readonly version: 1;
  readonly drill: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly fault: string;
  readonly zone: string;
  readonly startedAt: string;
}

type Entry =
  | ({ readonly entry: "drill" } & JournalHeader)
  /** Written before the change is made. */
  | { readonly entry: "change"; readonly number: number; readonly change: Change }
  | { readonly entry: "restored"; readonly number: number };

/** Seen from the working directory; ignored by git. */
export const JOURNAL_FOLDER = ".ha-drill";

export interface JournalledChange {
  readonly number: number;
  readonly change: Change;
}

/**
 * What a drill is about to do, in a file that outlives it: each line is on the disk before the
 * account is touched, so that whatever was changed can be read there and undone.
 */
export class Journal {
  private constructor(
    readonly path: string,
    readonly header: JournalHeader,
    private readonly changes: Map<number, Change>,
    private readonly file: number,
  ) {}

  static create(path: string, header: JournalHeader): Journal {
    mkdirSync(dirname(path), { recursive: true });
    const journal = new Journal(path, header, new Map(), openSync(path, "ax"));
    journal.write({ entry: "drill", ...header });
    flushFolder(dirname(path));
    return journal;
  }

  /** @throws DrillError where the file is no journal */
  static open(path: string): Journal {
    const { header, changes, bytes } = read(path);
    // Half a line, cut off by a crash, must not begin the next one.
    truncateSync(path, bytes);
    return new Journal(path, header, changes, openSync(path, "a"));
  }

  /** Where a drill's journal is kept, by its id. */
  static pathOf(drill: string): string {
    return join(JOURNAL_FOLDER, `${drill}.jsonl`);
  }

  /** Made, or perhaps made, and not restored yet: the latest first, which is the order to undo in. */
  get unrestored(): readonly JournalledChange[] {
    return [...this.changes]
      .map(([number, change]) => ({ number, change }))
      .sort((a, b) => b.number - a.number);
  }

  /** Notes a change that is about to be made. */
  announce(change: Change): void {
    const number = Math.max(0, ...this.changes.keys()) + 1;
    this.write({ entry: "change", number, change });
    this.changes.set(number, change);
  }

  noteRestored(number: number): void {
    this.write({ entry: "restored", number });
    this.changes.delete(number);
  }

  close(): void {
    closeSync(this.file);
  }

  private write(entry: Entry): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.file);
  }
}

/** The journals of an environment in a folder that hold something still to be undone. */
export function unfinishedJournals(environment: string, folder = JOURNAL_FOLDER): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name));
  return paths.filter((path) => {
    try {
      const { header, changes } = read(path);
      return header.environment === environment && changes.size > 0;
    } catch {
      // Whoever was killed before the first line was whole has changed nothing.
      return false;
    }
  });
}

/** A last line that was cut off by a crash announces nothing that was made: it is left out. */
function read(path: string): {
  readonly header: JournalHeader;
  readonly changes: Map<number, Change>;
  readonly bytes: number;
} {
  const text = textOf(path);
  const entries = text
    .split("\n")
    .slice(0, -1)
    .map((line) => parsed(line, path));
  const [first] = entries;
  if (first?.entry !== "drill" || first.version !== 1) {
    throw noJournal(path);
  }
  const changes = new Map<number, Change>();
  for (const entry of entries) {
    if (entry.entry === "change") {
      changes.set(entry.number, entry.change);
    } else if (entry.entry === "restored") {
      changes.delete(entry.number);
    }
  }
  const { entry: _, ...header } = first;
  const bytes = Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1));
  return { header, changes, bytes };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new DrillError(`"${path}" cannot be read: give the journal that the drill named`);
  }
}

function parsed(line: string, path: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    throw noJournal(path);
  }
}

function noJournal(path: string): DrillError {
  return new DrillError(`"${path}" is not the journal of a drill: give the one that it named`);
}

/** The name of a new file is on the disk when its folder is. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
