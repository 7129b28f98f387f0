import { z } from "zod";
import { DrillError } from "../drill-error";
import { type Change, SUSPENDED_PROCESSES } from "./change";

const VERSION = 1;

const text = z.string().min(1);
const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-\\w+$`), `not an id like ${prefix}-…`);
const instanceIds = z.array(idOf("i")).min(1);

const changeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("lock"), group: text, drill: text }),
  z.strictObject({
    kind: z.literal("suspend-processes"),
    group: text,
    // AWS takes an empty list for all processes, those that others have suspended too.
    processes: z.array(z.enum(SUSPENDED_PROCESSES)).min(1),
  }),
  z.strictObject({ kind: z.literal("stop-instances"), instanceIds }),
  z.strictObject({ kind: z.literal("create-acl"), vpcId: idOf("vpc"), drill: text }),
  z.strictObject({
    kind: z.literal("cut-subnet"),
    subnetId: idOf("subnet"),
    aclBefore: idOf("acl"),
    drill: text,
  }),
  z.strictObject({
    kind: z.literal("start-experiment"),
    templateId: text,
    drill: text,
    instanceIds,
  }),
]) satisfies z.ZodType<Change>;

const headerSchema = z.strictObject({
  version: z.literal(VERSION),
  drill: text,
  environment: text,
  account: z.string().regex(/^\d{12}$/, "not an account id"),
  region: text,
  fault: text,
  zone: text,
  startedAt: text,
});

/** Which drill a journal is of. */
export type JournalHeader = Readonly<z.infer<typeof headerSchema>>;

const number = z.int().positive();
const laterEntry = z.discriminatedUnion("entry", [
  /** Written before the change is made. */
  z.strictObject({ entry: z.literal("change"), number, change: changeSchema }),
  z.strictObject({ entry: z.literal("restored"), number }),
]);

export type Entry =
  | ({ readonly entry: "drill" } & JournalHeader)
  | { readonly entry: "change"; readonly number: number; readonly change: Change }
  | { readonly entry: "restored"; readonly number: number };

export interface JournalContent {
  readonly header: JournalHeader;
  /** Announced and not restored, by number. */
  readonly changes: Map<number, Change>;
  /** The highest number that was given. */
  readonly lastNumber: number;
  /** How much of the file is to be kept where half a line is at its end; undefined: all of it. */
  readonly keptBytes: number | undefined;
  /** The last entry is whole, and lacks the end of its line. */
  readonly isOpenEnded: boolean;
}

/** How every line begins. */
const BEGINNING = '{"entry":"';

/** A drill that was killed before its first line was whole has changed nothing. */
export function hasBegun(content: string): boolean {
  return content.includes("\n");
}

export function lineOf(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/**
 * What a journal says, or a refusal: of a line that is not understood nobody knows what it announces.
 *
 * @throws DrillError
 */
export function readJournal(content: string, path: string): JournalContent {
  if (!hasBegun(content)) {
    throw noJournal(path, "its first line is not whole; if a drill wrote it, nothing was changed");
  }
  const lines = content.split("\n");
  const tail = lines.pop() ?? "";
  const isOpenEnded = isWhole(tail);
  if (!isOpenEnded && !isCutOff(tail)) {
    throw noJournal(path, `line ${lines.length + 1} is not one of a drill's`);
  }
  const [first = "", ...later] = isOpenEnded ? [...lines, tail] : lines;
  const header = headerOf(first, path);
  const changes = new Map<number, Change>();
  let lastNumber = 0;
  for (const [index, line] of later.entries()) {
    const place = `line ${index + 2}`;
    const entry = laterEntryOf(line, place, path);
    if (entry.entry === "restored") {
      if (entry.number > lastNumber) {
        throw noJournal(path, `${place} restores the change ${entry.number}, which none announces`);
      }
      changes.delete(entry.number);
      continue;
    }
    if (entry.number <= lastNumber) {
      throw noJournal(path, `${place} gives the number ${entry.number} once more`);
    }
    if ("drill" in entry.change && entry.change.drill !== header.drill) {
      throw noJournal(path, `${place} is of another drill, "${entry.change.drill}"`);
    }
    lastNumber = entry.number;
    changes.set(entry.number, entry.change);
  }
  const whole = content.slice(0, content.length - tail.length);
  const keptBytes = isOpenEnded || tail === "" ? undefined : Buffer.byteLength(whole);
  return { header, changes, lastNumber, keptBytes, isOpenEnded };
}

/** Of which environment a journal is that may not be understood; undefined where it does not say. */
export function environmentOf(content: string): string | undefined {
  try {
    const { environment } = JSON.parse(content.split("\n")[0] ?? "");
    return typeof environment === "string" ? environment : undefined;
  } catch {
    return undefined;
  }
}

/** An editor may have taken the last line's end: what the line announces was perhaps made. */
function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * Half a line was being written when the drill was killed, before what it announces was made. After
 * a power failure a file system may have zeros where the rest of it should be.
 */
function isCutOff(line: string): boolean {
  const written = line.replace(/\0+$/, "");
  return written.startsWith(BEGINNING) || BEGINNING.startsWith(written);
}

function headerOf(line: string, path: string): JournalHeader {
  const { entry, ...header } = parsed(line, "line 1", path);
  if (entry !== "drill") {
    throw noJournal(path, "line 1 names no drill");
  }
  if (header["version"] !== VERSION) {
    throw new DrillError(
      `"${path}" is a journal of version ${JSON.stringify(header["version"])}, and this program reads version ${VERSION}: nothing was touched; undo it with the version of the program that wrote it`,
    );
  }
  return validated(headerSchema, header, "line 1", path);
}

function laterEntryOf(line: string, place: string, path: string) {
  return validated(laterEntry, parsed(line, place, path), place, path);
}

function parsed(line: string, place: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw noJournal(path, `${place} is not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw noJournal(path, `${place} is not an entry`);
  }
  return value as Record<string, unknown>;
}

function validated<T>(schema: z.ZodType<T>, value: unknown, place: string, path: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) {
    return data;
  }
  const [issue] = error.issues;
  throw noJournal(path, `${place}: ${issue?.path.join(".") || "entry"}: ${issue?.message}`);
}

function noJournal(path: string, reason: string): DrillError {
  return new DrillError(
    `"${path}" is not the journal of a drill, or was damaged (${reason}): nothing was touched; give the one that the drill named, or look by hand for what it left`,
  );
}
