import { EXIT, INTERRUPTED } from "../exit-codes";
import { interrupt } from "../processes/interruption";
import { CannotWrite } from "./cannot-write";

/**
 * What becomes of a command whose output nobody takes: a reader that has gone away, such as `head`,
 * ends it without a word, as it ends other programs; a full disk is named.
 */
export function endWithItsReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      interrupt(INTERRUPTED.SIGPIPE);
    } else {
      console.error(new CannotWrite("standard output", error).message);
      interrupt(EXIT.cannotWrite);
    }
  });
  // The result is on standard output; what is said besides may get lost.
  process.stderr.on("error", () => undefined);
}
