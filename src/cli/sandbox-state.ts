import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../processes/cache-folder";
import { isRunning } from "../processes/process-identity";

const schema = z.object({
  /** Which process it is: a pid alone is given to another one sooner or later. */
  process: z.object({ pid: z.number().int().positive(), startedAt: z.string().min(1) }),
  url: z.string(),
  region: z.string(),
  accessKey: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/** What a sandbox in the background leaves for `stop` and `status`. */
export type Running = z.infer<typeof schema>;

const FILE = "sandbox.json";

/**
 * The one in the background, if there is one. What is left of one that has ended is removed.
 *
 * @param warn is told of a file that nobody can read
 */
export function readRunning(warn: (line: string) => void = console.error): Running | undefined {
  const file = join(cacheFolder(), FILE);
  const text = textOf(file);
  if (text === undefined) {
    return undefined;
  }
  const running = parse(text);
  if (running && isRunning(running.process)) {
    return running;
  }
  rmSync(file, { force: true });
  if (!running) {
    warn(`"${file}" was not whole, and is removed: a sandbox that it named is not known any more`);
  }
  return undefined;
}

/** @throws Error where another one runs: only one is in the background */
export function writeRunning(running: Running): void {
  const other = readRunning();
  if (other) {
    throw alreadyRuns(other);
  }
  const file = join(cacheFolder(), FILE);
  const draft = `${file}.${running.process.pid}`;
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(draft, JSON.stringify(running), { mode: 0o600 });
  try {
    // Whole at once, and never over that of another.
    linkSync(draft, file);
  } catch (error) {
    const winner = readRunning();
    throw winner ? alreadyRuns(winner) : error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Unless it is another one's by now. */
export function removeRunning({ process: { pid } }: Pick<Running, "process">): void {
  const file = join(cacheFolder(), FILE);
  if (parse(textOf(file) ?? "")?.process.pid === pid) {
    rmSync(file, { force: true });
  }
}

export function alreadyRuns({ url }: Running): Error {
  return new Error(`a sandbox runs already at ${url}: stop it with \`npx ha sandbox stop\``);
}

function parse(text: string): Running | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
