import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "../../src/processes/owned-folder";

/** What tsx and Node.js (22 and later) compile once for all runs, in the temporary folder. */
const COMPILED = [`tsx-${userInfo().uid}`, "node-compile-cache"];

/**
 * One temporary folder for a whole run, and for the commands that it runs. What is left there in the
 * end fails the run: every test, and every command under test, is to remove what it makes.
 */
export default function setup(): () => void {
  const before = process.env["TMPDIR"];
  const root = temporaryFolder("ha-tests-");
  for (const name of COMPILED) {
    const compiled = join(tmpdir(), name);
    mkdirSync(compiled, { recursive: true });
    symlinkSync(compiled, join(root.path, name));
  }
  process.env["TMPDIR"] = root.path;
  return () => {
    const left = readdirSync(root.path).filter((name) => !COMPILED.includes(name));
    process.env["TMPDIR"] = before;
    root.remove();
    if (left.length > 0) {
      // An error thrown here is printed, and leaves the exit code as it is.
      console.error(`failed: the tests have left ${left.join(", ")} in the temporary folder`);
      process.exitCode = 1;
    }
  };
}
