import type { DrillReport } from "./report";
import { seconds } from "./verdict";

export function titleOf({ environment, fault, zone }: DrillReport): string {
  return `Drill of ${environment}: ${fault} in ${zone}`;
}

export function headline({ verdict, fault, zone, clients }: DrillReport): string {
  const { requests, failed } = clients.during;
  const lost = fault === "instance" ? `an instance in ${zone}` : zone;
  const said = verdict.charAt(0).toUpperCase() + verdict.slice(1);
  return `${said}: ${failed} of ${requests} requests failed while ${lost} was lost`;
}

/** What must be known before the figures are read, the worst first. */
export function remarks({ doubts, notRestored, leftAsFound }: DrillReport): readonly string[] {
  return [
    ...notRestored.map((remark) => `NOT RESTORED: ${remark}`),
    ...doubts.map((doubt) => `could not tell: ${doubt}`),
    ...leftAsFound,
  ];
}

/** Of the simulation, from the settings as they are deployed. */
export function aboutPrediction({ comparisons, notPredicted }: DrillReport): string {
  return comparisons.length > 0
    ? "Predicted by the simulation of the deployment as it was found: a range, because AWS does not publish every latency."
    : `Not compared with the simulation: ${notPredicted.join("; ")}`;
}

export function circumstances(report: DrillReport): string {
  const { startedAt, account, region, url, instances, faultLastedMs, speed } = report;
  const times =
    speed === 1
      ? ""
      : ` Times are those of a sandbox that runs ${speed} times as fast as the wall clock.`;
  return `${startedAt}, account ${account}, ${region}, ${url}; took ${instances.join(", ")} away for ${seconds(faultLastedMs)}.${times}`;
}
