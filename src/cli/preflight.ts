import { exitCodeOf, isNotDeployed, outlookOf } from "../drill/preflight/outlook";
import type { Preflight } from "../drill/preflight/preflight";
import { lookUpSettings } from "../drill/preflight/settings/look-up-settings";
import { jsonOutput } from "../json-output";
import { colorsFor } from "./colors";
import { describeOutlook, outlookJson } from "./describe-outlook";
import {
  inSession,
  lookAhead,
  type PreflightCommandOptions,
  refuseUnfinishedDrill,
  sayFailure,
} from "./drill-session";
import { printResult } from "./result";
import { widthOf } from "./wrap";

/**
 * `ha preflight`: whether the settings fit what is in the account, whether a drill could begin, and
 * what it would do; changes nothing.
 */
export async function runPreflight(options: PreflightCommandOptions): Promise<void> {
  await inSession(options, async (session) => {
    refuseUnfinishedDrill(session.environment);
    const settings = await lookUpSettings(session.clients, session.environment);
    const outlook = await outlookOf(settings, () => lookAhead(session, options));
    const look = { width: widthOf(process.stdout), colors: colorsFor(process.stdout) };
    printResult(
      options.json
        ? outlookJson(outlook, session.environment)
        : describeOutlook(outlook, session.environment, look),
    );
    const { drill } = outlook;
    if (drill instanceof Error && !settings.wrongAccount && !isNotDeployed(outlook)) {
      sayFailure(drill);
    }
    process.exitCode = exitCodeOf(outlook);
  });
}

/** What was looked at, for programs. */
export function preflightJson(
  { accountId, url, checks, plan }: Preflight,
  about: { readonly environment: string; readonly region: string },
): string {
  return jsonOutput({ ...about, account: accountId, url: url.href, checks, plan });
}
