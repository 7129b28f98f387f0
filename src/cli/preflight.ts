import type { Preflight } from "../drill/preflight/preflight";
import { EXIT } from "../exit-codes";
import { jsonOutput } from "../json-output";
import { colorsFor } from "./colors";
import { describePreflight, refusals } from "./describe-preflight";
import { inSession, lookAhead, type PreflightCommandOptions } from "./drill-session";
import { printResult } from "./result";
import { widthOf } from "./wrap";

/** `ha preflight`: whether a drill could begin, and what it would do; changes nothing. */
export async function runPreflight(options: PreflightCommandOptions): Promise<void> {
  await inSession(options, async (session) => {
    const before = await lookAhead(session, options);
    const about = { environment: session.environment.name, region: session.scope.region };
    const look = { width: widthOf(process.stdout), colors: colorsFor(process.stdout) };
    printResult(
      options.json ? preflightJson(before, about) : describePreflight(before, about, look),
    );
    process.exitCode = refusals(before.checks).length > 0 ? EXIT.doesNotHold : EXIT.holds;
  });
}

/** What was looked at, for programs. */
export function preflightJson(
  { accountId, url, checks, plan }: Preflight,
  about: { readonly environment: string; readonly region: string },
): string {
  return jsonOutput({ ...about, account: accountId, url: url.href, checks, plan });
}
