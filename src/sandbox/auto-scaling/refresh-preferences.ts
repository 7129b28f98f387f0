import { NO_MAINTENANCE_POLICY } from "../../simulation/maintenance-policy";
import { AwsError } from "../gateway/aws-response";
import type { Parameters } from "../gateway/query-form";
import type { Group, InstanceRefresh } from "./group";
import { instanceWarmupSeconds, maintenancePolicyOf } from "./group-settings";

/**
 * The preferences of an instance refresh with what AWS takes for those that are not given.
 *
 * @throws AwsError where one is given that the sandbox does not act on
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html
 */
export function preferencesOf(
  group: Group,
  parameters: Parameters,
): InstanceRefresh["preferences"] {
  const given = (parameters["Preferences"] ?? {}) as Parameters;
  refuse([...notImplementedIn(parameters), ...notImplementedIn(given)]);
  const policy = maintenancePolicyOf(group) ?? NO_MAINTENANCE_POLICY;
  const scaleInProtected = given["ScaleInProtectedInstances"];
  return {
    minHealthyPercentage: Number(given["MinHealthyPercentage"] ?? policy.minHealthyPercentage),
    maxHealthyPercentage: Number(given["MaxHealthyPercentage"] ?? policy.maxHealthyPercentage),
    scaleInProtectedInstances:
      scaleInProtected === "Refresh" || scaleInProtected === "Ignore" ? scaleInProtected : "Wait",
    skipMatching: given["SkipMatching"] === "true",
    instanceWarmupSeconds: Number(given["InstanceWarmup"] ?? instanceWarmupSeconds(group)),
  };
}

const NOT_IMPLEMENTED: readonly { readonly name: string; readonly when?: string }[] = [
  { name: "DesiredConfiguration" },
  { name: "Strategy", when: "ReplaceRootVolume" },
  { name: "AlarmSpecification" },
  { name: "AutoRollback", when: "true" },
  { name: "BakeTime" },
  { name: "CheckpointPercentages" },
];

function notImplementedIn(parameters: Parameters): readonly string[] {
  return NOT_IMPLEMENTED.filter(({ name, when }) =>
    when === undefined ? parameters[name] !== undefined : parameters[name] === when,
  ).map(({ name }) => name);
}

function refuse(named: readonly string[]): void {
  if (named.length > 0) {
    throw new AwsError(
      "UnsupportedOperation",
      `the sandbox does not implement an instance refresh with ${named.join(" and ")}`,
    );
  }
}
