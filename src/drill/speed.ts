import { CLOCK_PATH, type ClockReading } from "../sandbox/clock-api";
import { askSandbox } from "../sandbox/control";
import type { AccessKey } from "../sandbox/gateway/access-keys";

const ANSWER_LIMIT_MS = 2_000;

/**
 * How much faster than the wall clock the world at an endpoint runs: what a sandbox says of itself,
 * and 1 for AWS, which is not asked.
 *
 * @param endpoint of AWS_ENDPOINT_URL; undefined for AWS itself
 * @param accessKey what the endpoint is asked with
 */
export async function speedOf(
  endpoint: string | undefined,
  accessKey: () => Promise<AccessKey>,
): Promise<number> {
  if (endpoint === undefined) {
    return 1;
  }
  try {
    const { answer } = await askSandbox(
      endpoint,
      await accessKey(),
      "GET",
      CLOCK_PATH,
      ANSWER_LIMIT_MS,
    );
    const { speed } = answer as Partial<ClockReading>;
    return typeof speed === "number" && speed > 0 ? speed : 1;
  } catch {
    return 1;
  }
}
