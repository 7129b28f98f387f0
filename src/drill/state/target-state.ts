import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AwsClients } from "../../topology/live/clients";
import type { Observation, TargetState } from "./observation";

/** Health of every target of some groups, with the zone that each is in. */
export async function readTargetStates(
  { elb }: AwsClients,
  targetGroupArns: readonly string[],
  { instances, tasks }: Pick<Observation, "instances" | "tasks">,
): Promise<TargetState[]> {
  const zoneOf = new Map([
    ...instances.map(({ id, zone }) => [id, zone] as const),
    ...tasks.flatMap(({ addresses, zone }) => addresses.map((address) => [address, zone] as const)),
  ]);
  const groups = await Promise.all(
    targetGroupArns.map(async (targetGroupArn) => {
      const { TargetHealthDescriptions = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
      );
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
        targetGroupArn,
        id: `${Target?.Id}:${Target?.Port}`,
        zone: Target?.AvailabilityZone ?? zoneOf.get(Target?.Id ?? "") ?? "",
        state: TargetHealth?.State ?? "unknown",
        reason: TargetHealth?.Reason,
      }));
    }),
  );
  return groups.flat();
}
