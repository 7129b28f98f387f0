import { it } from "vitest";
import { expectNothingLeft, type Signal, STEPS } from "./support/endings";

/** Each step ended in one way; the slow tests end each in every way. */
const WAYS: readonly Signal[] = ["SIGHUP", "SIGTERM", "SIGINT", "SIGKILL"];

it.each(STEPS.map((step, index) => ({ ...step, signal: WAYS[index % WAYS.length] as Signal })))(
  "ha $command, ended $at by $signal, leaves nothing behind",
  (step) => expectNothingLeft(step, step.signal),
);
