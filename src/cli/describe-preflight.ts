import { describeChange } from "../drill/fault/change";
import type { Check } from "../drill/preflight/check";
import type { Preflight } from "../drill/preflight/preflight";
import type { Colors } from "./colors";

/** What was found and what a drill would do, every instance by name. */
export function describePreflight(
  { accountId, plan, url, checks, observation }: Preflight,
  about: { readonly environment: string; readonly region: string },
  colors: Colors,
): string {
  return [
    colors.bold(`${about.environment} in ${about.region}, account ${accountId}`),
    "",
    ...checks.map((check) => `  ${mark(check, colors)} ${check.title}: ${check.detail}`),
    "",
    colors.bold(`A drill (${plan.fault}) takes ${plan.zone} away`),
    "",
    ...plan.instanceIds.map((id) => `  loses ${instanceLine(observation, id)}`),
    ...plan.changes.map((change) => `  will ${describeChange(change)}`),
    `  asks ${url.href} meanwhile, and undoes all of it at the end`,
  ].join("\n");
}

export function refusals(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ verdict }) => verdict === "refused");
}

function mark({ verdict }: Check, colors: Colors): string {
  return { holds: colors.green("✓"), refused: colors.red("✗"), unknown: colors.yellow("?") }[
    verdict
  ];
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
