import type { Clock } from "./clock";
import { CONTROL_SERVICE } from "./control";
import { jsonResponse } from "./gateway/aws-response";
import type { Handlers } from "./gateway/gateway";

/** Says to whoever measures how fast this world's time passes. */
export const CLOCK_PATH = "/_sandbox/clock";

export interface ClockReading {
  /** How much faster than the wall clock. */
  readonly speed: number;
  /** Virtual milliseconds since the sandbox began, as in its event log. */
  readonly nowMs: number;
}

export function clockHandlers(clock: Clock): Handlers {
  return {
    [`${CONTROL_SERVICE}:GET ${CLOCK_PATH}`]: () =>
      jsonResponse({ speed: clock.speed, nowMs: clock.nowMs() } satisfies ClockReading),
  };
}
