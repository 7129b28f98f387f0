import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { cacheFolder } from "../processes/cache-folder";
import { ownFolder } from "../processes/owned-folder";
import { OwnedProcess } from "../processes/owned-process";

/** The version that the corrections of the gateway are made for. */
const MOTO = "moto[server]==5.2.1";
const SERIES = /^5\.2\./;

/** What is going on, for whoever waits for it. */
export type Say = (what: string) => void;

/**
 * On PATH, else in a virtual environment of its own in the user's cache, made at the first use.
 *
 * @throws Error that says what to install where there is neither moto nor Python
 */
export async function findMoto(say: Say = () => undefined): Promise<string> {
  const onPath = whereIs("moto_server");
  if (onPath) {
    const version = await versionOf(onPath);
    const isUsable = version === undefined ? await runs(onPath) : SERIES.test(version);
    if (isUsable) {
      return onPath;
    }
    say(`${onPath} is ${version ? `version ${version}` : "broken"}: the sandbox needs ${MOTO}`);
  }
  const folder = join(cacheFolder(), MOTO.replace(/\W+/g, "-"));
  const command = join(folder, "bin", "moto_server");
  if (!existsSync(command)) {
    await install(folder, say);
  }
  return command;
}

/** A virtual environment cannot be moved, so that a link to it is put in place when it is whole. */
async function install(link: string, say: Say): Promise<void> {
  if (!whereIs("python3")) {
    throw new Error(
      `no moto_server on PATH, and no python3 to install it with: install Python 3 with venv, or run pip install "${MOTO}"`,
    );
  }
  say(`installing ${MOTO} in ${link}: once, it takes about a minute`);
  const folder = ownFolder(`${link}-${randomBytes(4).toString("hex")}`);
  try {
    await run("python3", "-m", "venv", folder.path);
    await run(join(folder.path, "bin", "pip"), "install", "--disable-pip-version-check", MOTO);
    symlinkSync(folder.path, `${folder.path}.link`);
    renameSync(`${folder.path}.link`, link);
    folder.letGo();
  } catch (error) {
    folder.remove();
    throw new Error(
      `moto could not be installed: ${(error as Error).message}\ninstall Python 3 with venv, or run pip install "${MOTO}" where moto_server gets on PATH`,
      { cause: error },
    );
  }
}

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const program = OwnedProcess.start(command, args, { stdout: "pipe", stderr: "pipe" });
  const [code, stdout, stderr] = await Promise.all([
    program.exited,
    text(program.stdout as Readable),
    text(program.stderr as Readable),
  ]);
  if (code !== 0) {
    throw new Error(reasonIn(`${stderr}\n${stdout}`) || `${command} ended with exit code ${code}`);
  }
}

/** What pip marks as the error; of venv, which marks nothing, everything. */
function reasonIn(output: string): string {
  const errors = output.split("\n").filter((line) => /^\s*error:/i.test(line));
  return (errors.length > 0 ? errors : [output]).join("\n").trim();
}

/** Asked of the Python that runs the script; a script of another kind keeps it to itself. */
async function versionOf(script: string): Promise<string | undefined> {
  const [, python] = /^#!(\S*python\S*)\s*\n/.exec(readFileSync(script, "latin1")) ?? [];
  if (python === undefined) {
    return undefined;
  }
  const ask = "import importlib.metadata as m; print(m.version('moto'))";
  const program = OwnedProcess.start(python, ["-c", ask], { stdout: "pipe" });
  const [code, version] = await Promise.all([program.exited, text(program.stdout as Readable)]);
  return code === 0 ? version.trim() : undefined;
}

/** A launcher such as that of pyenv may find nothing to launch. */
async function runs(script: string): Promise<boolean> {
  return (await OwnedProcess.start(script, ["--help"]).exited) === 0;
}

function whereIs(program: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
