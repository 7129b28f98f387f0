import { SOUND_SPEED } from "../sandbox/clock";

const TIMEOUT_MS = 3_000;
const PATIENCE_SECONDS = 600;

/** Asked at once, so that each zone has its turn. */
const AT_ONCE = 8;

interface Answer {
  readonly zone: string;
}

/** Those who ask the demo's load balancer. */
export class DemoClients {
  constructor(private readonly url: string) {}

  /** @returns undefined where the answer is an error, or none came */
  async ask(): Promise<Answer | undefined> {
    try {
      const response = await fetch(this.url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return response.ok ? ((await response.json()) as Answer) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Those that answer. */
  async zones(): Promise<readonly string[]> {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => this.ask()));
    return answers.flatMap((answer) => answer?.zone ?? []);
  }

  /** @throws Error where one of them does not answer in time */
  async awaitZones(wanted: readonly string[]): Promise<void> {
    for (let second = 0; second < PATIENCE_SECONDS; second++) {
      const found = await this.zones();
      if (wanted.every((zone) => found.includes(zone))) {
        return;
      }
      await virtualSecond();
    }
    throw new Error(
      `${wanted.join(" and ")} did not both answer within ${PATIENCE_SECONDS} virtual s`,
    );
  }
}

export function virtualSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 / SOUND_SPEED));
}
