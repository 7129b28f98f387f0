import { linesInLog } from "../redaction/in-log";
import { CANNOT_WRITE, CannotWrite } from "./cannot-write";

const FAILED = 1;

/** Says in plain lines what a command failed of, and leaves it in the exit code. */
export function reportFailure(error: unknown): void {
  const refused = error instanceof CannotWrite ? error : CannotWrite.recognize(error);
  const reason = refused ?? error;
  console.error(linesInLog(reason instanceof Error ? reason.message : String(reason)));
  process.exitCode = refused ? CANNOT_WRITE : FAILED;
}
