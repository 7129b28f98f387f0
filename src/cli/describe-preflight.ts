import { describeChange } from "../drill/fault/change";
import type { Check } from "../drill/preflight/check";
import type { Preflight } from "../drill/preflight/preflight";
import type { Look } from "./describe-proof";
import { wrap } from "./wrap";

/** What was found and what a drill would do, every instance by name. */
export function describePreflight(
  { accountId, plan, url, checks, observation }: Preflight,
  about: { readonly environment: string; readonly region: string },
  look: Look,
): string {
  const { width, colors } = look;
  const line = (text: string) => wrap(text, width, 2, 2);
  return [
    colors.bold(wrap(`${about.environment} in ${about.region}, account ${accountId}`, width)),
    "",
    ...checks.map((check) => checkLine(check, look)),
    "",
    colors.bold(wrap(`A drill (${plan.fault}) takes ${plan.zone} away`, width)),
    "",
    ...plan.instanceIds.map((id) => line(`loses ${instanceLine(observation, id)}`)),
    ...plan.changes.map((change) => line(`will ${describeChange(change)}`)),
    line(`asks ${url.href} meanwhile, and undoes all of it at the end`),
  ].join("\n");
}

const MARKS = { holds: "✓", refused: "✗", unknown: "?" } as const;

/** What a check has found, broken into lines of the terminal's width. */
export function checkLine({ verdict, title, detail }: Check, { width, colors }: Look): string {
  const color = { holds: colors.green, refused: colors.red, unknown: colors.yellow }[verdict];
  const lines = wrap(`${MARKS[verdict]} ${title}: ${detail}`, width, 2, 2);
  // Coloured after the lines are broken, which would count the colour's own characters.
  return lines.replace(MARKS[verdict], color);
}

function instanceLine(
  { instances, tasks, containerInstances }: Preflight["observation"],
  id: string,
): string {
  const instance = instances.find((each) => each.id === id);
  const registration = containerInstances.find(({ instanceId }) => instanceId === id);
  const hosted = tasks.filter((task) => task.containerInstanceArn === registration?.arn);
  const others = (registration?.taskCount ?? 0) - hosted.length;
  const services = [...new Set(hosted.map(({ service }) => service))].sort().join(", ");
  return [
    `${id} (${instance?.tags["Name"]}, ${instance?.zone}), which runs ${hosted.length} tasks`,
    ...(services ? [` of ${services}`] : []),
    ...(others > 0 ? [`, and ${others} that are not this environment's`] : []),
  ].join("");
}
