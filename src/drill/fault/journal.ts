import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DrillError } from "../drill-error";
import { AppendOnlyFile } from "./append-only-file";
import type { Change } from "./change";
import {
  type Entry,
  environmentOf,
  hasBegun,
  type JournalContent,
  type JournalHeader,
  lineOf,
  readJournal,
} from "./journal-format";

export type { JournalHeader } from "./journal-format";

/** In the root of the project; ignored by git. */
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
    private lastNumber: number,
    /** Undefined where it can be read only: what it holds is undone all the same. */
    private readonly file: AppendOnlyFile | undefined,
  ) {}

  /** @throws DrillError where it cannot be written: then nothing may be touched */
  static create(path: string, header: JournalHeader): Journal {
    let isNew = false;
    try {
      mkdirSync(dirname(path), { recursive: true });
      const file = AppendOnlyFile.create(path);
      isNew = true;
      file.append(lineOf({ entry: "drill", ...header }));
      flushFolder(dirname(path));
      return new Journal(path, header, new Map(), 0, file);
    } catch (error) {
      if (isNew) {
        rmSync(path, { force: true });
      }
      throw new DrillError(
        `the journal "${path}" cannot be written (${codeOf(error)}): nothing was touched; a drill begins only where it can note how to undo it: free some space, or start it in a folder that can be written`,
      );
    }
  }

  /** @throws DrillError where the file is no journal */
  static open(path: string): Journal {
    const content = readJournal(textOf(path), path);
    const { header, changes, lastNumber } = content;
    return new Journal(path, header, changes, lastNumber, openedFile(path, content));
  }

  /** Where a drill's journal is kept, by its id. */
  static pathOf(drill: string, folder: string): string {
    return join(folder, `${drill}.jsonl`);
  }

  /** Made, or perhaps made, and not restored yet: the latest first, which is the order to undo in. */
  get unrestored(): readonly JournalledChange[] {
    return [...this.changes]
      .map(([number, change]) => ({ number, change }))
      .sort((a, b) => b.number - a.number);
  }

  /**
   * Notes a change that is about to be made.
   *
   * @throws DrillError where it is not on the disk in full: then the change may not be made
   */
  announce(change: Change): void {
    const number = this.lastNumber + 1;
    try {
      this.write({ entry: "change", number, change });
    } catch (error) {
      throw new DrillError(
        `the journal "${this.path}" cannot be written (${codeOf(error)}), and what is not noted is not done: free some space, then begin again`,
      );
    }
    this.lastNumber = number;
    this.changes.set(number, change);
  }

  /** @throws Error of the file system; the change counts as restored all the same */
  noteRestored(number: number): void {
    this.changes.delete(number);
    this.write({ entry: "restored", number });
  }

  close(): void {
    this.file?.close();
  }

  private write(entry: Entry): void {
    if (!this.file) {
      throw Object.assign(new Error("the journal can be read only"), { code: "EACCES" });
    }
    this.file.append(lineOf(entry));
  }
}

/** The journals of an environment in a folder that hold something to be undone, or may do. */
export function unfinishedJournals(environment: string, folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name));
  return paths.filter((path) => {
    const content = textOf(path);
    try {
      const { header, changes } = readJournal(content, path);
      return header.environment === environment && changes.size > 0;
    } catch {
      return hasBegun(content) && (environmentOf(content) ?? environment) === environment;
    }
  });
}

/** Why a file could not be written, in the system's short word. */
export function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

function openedFile(
  path: string,
  { keptBytes, isOpenEnded }: JournalContent,
): AppendOnlyFile | undefined {
  try {
    return AppendOnlyFile.open(path, { keptBytes, before: isOpenEnded ? "\n" : "" });
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new DrillError(`"${path}" cannot be read: give the journal that the drill named`);
  }
}

/** The name of a new file is on the disk when its folder is. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
