import { exitCodeOf, isNotDeployed, type Outlook, refusals } from "../drill/preflight/outlook";
import { jsonOutput } from "../json-output";
import type { Environment } from "../settings";
import { checkLine, describePreflight } from "./describe-preflight";
import type { Look } from "./describe-proof";
import { wrap } from "./wrap";

/** What AWS says of the settings, then what is known of a drill; an error is left to stderr. */
export function describeOutlook(
  { settings, drill }: Outlook,
  environment: Environment,
  look: Look,
): string {
  const { name, region } = environment;
  const heading = (text: string) => look.colors.bold(wrap(text, look.width));
  return [
    heading(`The settings of ${name}, looked up in account ${settings.accountId}`),
    "",
    ...settings.checks.map((check) => checkLine(check, look)),
    ...(drill instanceof Error
      ? isNotDeployed({ drill })
        ? [
            "",
            heading("A drill could not begin"),
            "",
            wrap(notDeployed({ settings, drill }, environment), look.width, 2, 2),
          ]
        : []
      : ["", describePreflight(drill, { environment: name, region }, look)]),
  ].join("\n");
}

/** Why nothing is said of a drill, and what to do next. */
export function notDeployed(
  { settings, drill }: { settings: Outlook["settings"]; drill: Error },
  { name, foundation, state }: Environment,
): string {
  const stacks = [...(foundation ? [`${name}-foundation`] : []), `${name}-ha`].join(" ");
  const bootstrap =
    state.kind === "s3"
      ? `\`npx cdktf deploy ${name}-state\` where that was never done, then `
      : "";
  const next =
    refusals(settings.checks).length > 0 ? "correct the settings above, then " : bootstrap;
  return `${name} is not deployed, or not completely (${drill.message}): next, ${next}\`npx cdktf deploy ${stacks}\``;
}

/** For programs. */
export function outlookJson(outlook: Outlook, { name, region }: Environment): string {
  const { settings, drill } = outlook;
  const about = {
    environment: name,
    region,
    account: settings.accountId,
    settings: settings.checks,
  };
  if (drill instanceof Error) {
    const error = { message: drill.message, exitCode: exitCodeOf(outlook) };
    return jsonOutput({ ...about, deployed: isNotDeployed(outlook) ? false : null, error });
  }
  const { url, checks, plan } = drill;
  return jsonOutput({ ...about, deployed: true, url: url.href, checks, plan });
}
