import { describe, it } from "vitest";
import { expectNothingLeft, SIGNALS, STEPS } from "../processes/support/endings";

describe.each(STEPS)("ha $command, $at", (step) => {
  it.each(SIGNALS)("leaves nothing behind when it is ended by %s", (signal) =>
    expectNothingLeft(step, signal),
  );
});
