import { DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";
import type { Store } from "../store";
import type { ExperimentTarget } from "./experiment-template";

/**
 * The ids of the instances that a target means.
 *
 * @see https://docs.aws.amazon.com/fis/latest/userguide/targets.html
 */
export async function instancesOf(store: Store, target: ExperimentTarget): Promise<string[]> {
  const { Reservations = [] } = await store.ec2.send(new DescribeInstancesCommand({}));
  const meant = Reservations.flatMap(({ Instances = [] }) => Instances)
    .filter((instance) => isMeant(instance, target))
    .map(({ InstanceId = "" }) => InstanceId)
    .toSorted();
  return meant.slice(0, selected(target.selectionMode, meant.length));
}

function isMeant(instance: Instance, target: ExperimentTarget): boolean {
  const { resourceArns = [], resourceTags = {}, filters = [] } = target;
  const named = resourceArns.some((arn) => arn.endsWith(`/${instance.InstanceId}`));
  const tagged = Object.entries(resourceTags).every(([key, value]) =>
    instance.Tags?.some((tag) => tag.Key === key && tag.Value === value),
  );
  return (
    (resourceArns.length > 0 ? named : tagged) &&
    filters.every(({ path, values }) => values.includes(String(valueAt(instance, path))))
  );
}

/** FIS's paths are those of what DescribeInstances answers, such as `Placement.AvailabilityZone`. */
function valueAt(instance: Instance, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], instance);
}

function selected(mode: string, found: number): number {
  const [, kind, amount] = /^(COUNT|PERCENT)\((\d+)\)$/.exec(mode) ?? [];
  switch (kind) {
    case "COUNT":
      return Number(amount);
    case "PERCENT":
      return Math.floor((found * Number(amount)) / 100);
    default:
      return found;
  }
}
