import { describeChange } from "../drill/fault/change";
import type { Check } from "../drill/preflight/check";
import type { Preflight } from "../drill/preflight/preflight";
import type { Colors } from "./colors";
import type { Look } from "./describe-proof";
import { wrap } from "./wrap";

/** What was found and what a drill would do, every instance by name. */
export function describePreflight(
  { accountId, plan, url, checks, observation }: Preflight,
  about: { readonly environment: string; readonly region: string },
  { width, colors }: Look,
): string {
  const line = (text: string) => wrap(text, width, 2, 2);
  return [
    colors.bold(wrap(`${about.environment} in ${about.region}, account ${accountId}`, width)),
    "",
    ...checks.map((check) => checkLine(check, line, colors)),
    "",
    colors.bold(wrap(`A drill (${plan.fault}) takes ${plan.zone} away`, width)),
    "",
    ...plan.instanceIds.map((id) => line(`loses ${instanceLine(observation, id)}`)),
    ...plan.changes.map((change) => line(`will ${describeChange(change)}`)),
    line(`asks ${url.href} meanwhile, and undoes all of it at the end`),
  ].join("\n");
}

export function refusals(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ verdict }) => verdict === "refused");
}

const MARKS = { holds: "✓", refused: "✗", unknown: "?" } as const;

function checkLine(
  { verdict, title, detail }: Check,
  line: (text: string) => string,
  colors: Colors,
): string {
  const color = { holds: colors.green, refused: colors.red, unknown: colors.yellow }[verdict];
  // Coloured after the lines are broken, which would count the colour's own characters.
  return line(`${MARKS[verdict]} ${title}: ${detail}`).replace(MARKS[verdict], color);
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
