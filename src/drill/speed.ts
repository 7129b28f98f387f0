import { CLOCK_PATH, type ClockReading } from "../sandbox/clock-api";

const ANSWER_LIMIT_MS = 2_000;

/**
 * How much faster than the wall clock the world at an endpoint runs: what a sandbox says of itself,
 * and 1 for AWS, which is not asked.
 *
 * @param endpoint of AWS_ENDPOINT_URL; undefined for AWS itself
 */
export async function speedOf(endpoint: string | undefined): Promise<number> {
  if (endpoint === undefined) {
    return 1;
  }
  try {
    const answer = await fetch(new URL(CLOCK_PATH, endpoint), {
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const { speed } = (await answer.json()) as Partial<ClockReading>;
    return typeof speed === "number" && speed > 0 ? speed : 1;
  } catch {
    return 1;
  }
}
