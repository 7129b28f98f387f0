import type { AwsClients } from "../../topology/live/clients";
import type { LongestNeed } from "../durations";
import { type Check, holds } from "./check";

/** Where the SDK has found credentials that nothing renews, by its own names for that. */
const FIXED_SOURCES = ["CREDENTIALS_ENV_VARS", "CREDENTIALS_PROFILE", "CREDENTIALS_CODE"];

/** The SDK adds where they come from, without saying so in its types. */
type Attributed = Awaited<ReturnType<AwsClients["sts"]["config"]["credentials"]>> & {
  readonly $source?: Readonly<Record<string, string>>;
};

const TITLE = "the credentials outlast the drill";

/** Credentials that expire in the middle leave a zone lost until someone has signed in again. */
export async function credentialCheck(
  { sts }: Pick<AwsClients, "sts">,
  { restoredMs, endedMs }: LongestNeed,
  nowMs = Date.now(),
): Promise<Check> {
  const found: Attributed = await sts.config.credentials();
  const { sessionToken, expiration, $source = {} } = found;
  const expiresMs = expiration?.getTime() ?? Number.NaN;
  if (Number.isNaN(expiresMs)) {
    return sessionToken === undefined
      ? holds(TITLE, "they do not expire")
      : unknown(
          `they are temporary and do not say until when, and the drill may take ${minutes(endedMs)}: take them from \`aws configure export-credentials --format env\`, which says it`,
        );
  }
  const leftMs = expiresMs - nowMs;
  const until = `${new Date(expiresMs).toISOString()}, in ${minutes(leftMs)}`;
  if (leftMs >= endedMs) {
    return holds(TITLE, `until ${until}; the drill takes ${minutes(endedMs)} at the most`);
  }
  if (Object.keys($source).some((source) => !FIXED_SOURCES.includes(source))) {
    return unknown(
      `they expire at ${until}, and the drill may take ${minutes(endedMs)}: they are renewed only as long as the sign-in behind them lasts; sign in again where that may end before`,
    );
  }
  const remedy = "sign in again, or give a shorter --for";
  return leftMs < restoredMs
    ? {
        title: TITLE,
        verdict: "refused",
        detail: `they expire at ${until}, and until everything is restored the drill may take ${minutes(restoredMs)}: ${remedy}`,
      }
    : unknown(
        `they expire at ${until}, after everything is restored but perhaps before both zones serve again, for which the drill waits up to ${minutes(endedMs)}: ${remedy}`,
      );
}

function unknown(detail: string): Check {
  return { title: TITLE, verdict: "unknown", detail };
}

function minutes(ms: number): string {
  return `${Math.max(0, Math.floor(ms / 6_000) / 10)} min`;
}
