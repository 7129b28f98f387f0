import { EXIT } from "../drill/drill-error";
import { colorsFor } from "./colors";
import { describePreflight, refusals } from "./describe-preflight";
import { inSession, lookAhead, type PreflightCommandOptions } from "./drill-session";

/** `ha preflight`: whether a drill could begin, and what it would do; changes nothing. */
export async function runPreflight(options: PreflightCommandOptions): Promise<void> {
  await inSession(options, async (session) => {
    const before = await lookAhead(session, options);
    const { accountId, url, checks, plan } = before;
    console.log(
      options.json
        ? JSON.stringify({ account: accountId, url: url.href, checks, plan }, null, 2)
        : describePreflight(
            before,
            { environment: session.environment.name, region: session.scope.region },
            colorsFor(process.stdout),
          ),
    );
    process.exitCode = refusals(checks).length > 0 ? EXIT.doesNotHold : EXIT.holds;
  });
}
