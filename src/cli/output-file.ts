import { closeSync, existsSync, openSync, rmSync, writeFileSync } from "node:fs";
import { CannotWrite } from "./cannot-write";

/** @throws CannotWrite for a file that cannot be written: better before the work than after it */
export function refuseUnwritable(file: string): void {
  const isNew = !existsSync(file);
  try {
    // Opened to write, as what comes will be, and left as it was.
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new CannotWrite(`"${file}"`, error);
  }
  if (isNew) {
    rmSync(file);
  }
}

/** @throws CannotWrite */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CannotWrite(`"${file}"`, error);
  }
}
