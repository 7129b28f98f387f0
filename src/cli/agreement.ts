import { createInterface } from "node:readline/promises";
import { DrillError } from "../drill/drill-error";
import { EXIT } from "../exit-codes";

/** @throws DrillError where nobody has agreed to it */
export async function agreed(yes: boolean, what: string): Promise<void> {
  if (yes) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new DrillError(
      `confirmation required to ${what}: add --yes, or run it on a terminal`,
      EXIT.needsYes,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close it, and leave the question without an answer.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const asked = terminal.question(`\n${what}? Type yes: `).catch(() => "");
  const answer = await Promise.race([asked, closed]);
  terminal.close();
  if (answer.trim() !== "yes") {
    throw new DrillError("nothing was touched", EXIT.needsYes);
  }
}
