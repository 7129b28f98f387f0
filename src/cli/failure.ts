import { DrillError } from "../drill/drill-error";
import { EXIT, type ExitCode } from "../exit-codes";
import { jsonError } from "../json-output";
import { linesInLog } from "../redaction/in-log";
import { CannotWrite } from "./cannot-write";
import { asksForJson } from "./json-request";
import { printResult, resultIsPrinted } from "./result";
import { WrongUsage } from "./wrong-usage";

/**
 * Reports in plain lines why a command failed, and leaves it in the exit code. Where JSON was asked
 * for and no result is written, the error is written as JSON too.
 */
export function reportFailure(error: unknown): void {
  const reason = CannotWrite.recognize(error) ?? error;
  const message = reason instanceof Error ? reason.message : String(reason);
  const exitCode = exitCodeOf(reason);
  console.error(linesInLog(message));
  if (asksForJson(process.argv.slice(2)) && !resultIsPrinted()) {
    printResult(jsonError(message, exitCode));
  }
  process.exitCode = exitCode;
}

function exitCodeOf(reason: unknown): ExitCode {
  if (reason instanceof CannotWrite) {
    return EXIT.cannotWrite;
  }
  if (reason instanceof WrongUsage) {
    return EXIT.wrongUsage;
  }
  return reason instanceof DrillError ? reason.exitCode : EXIT.couldNotTell;
}
