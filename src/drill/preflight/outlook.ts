import { EXIT, type ExitCode } from "../../exit-codes";
import { NotFoundInAccount } from "../../topology/live/scope";
import { DrillError, explained } from "../drill-error";
import type { Check } from "./check";
import type { Preflight } from "./preflight";
import type { SettingsLookup } from "./settings/look-up-settings";

/** What is known before a drill: of the settings always, of the drill where something is deployed. */
export interface Outlook {
  readonly settings: SettingsLookup;
  /** Why nothing is said of a drill, in place of what there is to say. */
  readonly drill: Preflight | Error;
}

/** @param lookAhead at the drill; not called where the account is another */
export async function outlookOf(
  settings: SettingsLookup,
  lookAhead: () => Promise<Preflight>,
): Promise<Outlook> {
  if (settings.wrongAccount) {
    return { settings, drill: new DrillError("nothing was looked up in another account") };
  }
  try {
    return { settings, drill: await lookAhead() };
  } catch (error) {
    return { settings, drill: explained(error) };
  }
}

/** The environment is sound or not by its settings alone, as long as it is not deployed. */
export function isNotDeployed({ drill }: Pick<Outlook, "drill">): boolean {
  return drill instanceof NotFoundInAccount;
}

/** A setting that could not be looked up may be wrong, and what is not deployed cannot be drilled on. */
export function exitCodeOf({ settings, drill }: Outlook): ExitCode {
  const checks = drill instanceof Error ? [] : drill.checks;
  if (refusals([...settings.checks, ...checks]).length > 0) {
    return EXIT.doesNotHold;
  }
  if (drill instanceof Error) {
    return drill instanceof DrillError ? drill.exitCode : EXIT.couldNotTell;
  }
  return settings.checks.some(({ verdict }) => verdict === "unknown")
    ? EXIT.couldNotTell
    : EXIT.holds;
}

export function refusals(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ verdict }) => verdict === "refused");
}
