import { STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { longestNeed } from "../../src/drill/durations";
import { credentialCheck } from "../../src/drill/preflight/credentials";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const IN = (minutes: number) => new Date(NOW + 60_000 * minutes);
const ENVIRONMENT = { CREDENTIALS_ENV_VARS: "g" };

/** A fault of 10 minutes: restored within some 20 minutes, and looked at for 35. */
async function check(found: object, speed = 1) {
  const credentials = async () => ({ accessKeyId: "AKIA", secretAccessKey: "secret", ...found });
  const sts = new STSClient({ region: "eu-north-1", credentials });
  const { verdict, detail } = await credentialCheck({ sts }, longestNeed(600_000, speed), NOW);
  sts.destroy();
  return { verdict, detail };
}

describe("the credentials of a drill", () => {
  it.each<[string, object, string, RegExp]>([
    ["do not expire", {}, "holds", /do not expire/],
    ["last for an hour", { expiration: IN(60), $source: ENVIRONMENT }, "holds", /13:00.* 35 min/],
    [
      "expire before all is restored",
      { sessionToken: "t", expiration: IN(15), $source: ENVIRONMENT },
      "refused",
      /expire at 2026-11-22T12:15:00.000Z, in 15 min, .* may take 20 min: sign in again, or .*--for/,
    ],
    [
      "have expired already",
      { sessionToken: "t", expiration: IN(-5), $source: ENVIRONMENT },
      "refused",
      /in 0 min/,
    ],
    [
      "expire, from where nobody knows",
      { sessionToken: "t", expiration: IN(15) },
      "refused",
      /sign in again/,
    ],
    [
      "expire while both zones are waited for",
      { sessionToken: "t", expiration: IN(25), $source: ENVIRONMENT },
      "unknown",
      /after everything is restored/,
    ],
    [
      "are renewed by a role",
      { sessionToken: "t", expiration: IN(15), $source: { CREDENTIALS_STS_ASSUME_ROLE: "i" } },
      "unknown",
      /renewed only as long as the sign-in behind them lasts/,
    ],
    [
      "are temporary, and do not say until when",
      { sessionToken: "t", $source: ENVIRONMENT },
      "unknown",
      /export-credentials/,
    ],
    [
      "say it in a way that is no time",
      { sessionToken: "t", expiration: new Date("soon"), $source: ENVIRONMENT },
      "unknown",
      /do not say until when/,
    ],
  ])("that %s", async (_, found, verdict, reason) => {
    const answer = await check(found);
    expect(answer.verdict).toBe(verdict);
    expect(answer.detail).toMatch(reason);
  });

  it("need not outlast more than the wall clock's time of a sandbox", async () => {
    const expiration = IN(15);
    expect((await check({ expiration, $source: ENVIRONMENT }, 10)).verdict).toBe("holds");
  });
});
