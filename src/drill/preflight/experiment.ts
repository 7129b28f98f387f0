import { type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../../topology/live/clients";
import type { ExperimentTarget, ExperimentTemplate, FaultPlan } from "../fault/plan-fault";
import type { Observation } from "../state/observation";
import { type Check, unless } from "./check";

/** What a drill undoes, and what changes nothing. */
const KNOWN_ACTIONS = [
  "aws:ec2:stop-instances",
  "aws:fis:wait",
  "aws:cloudwatch:assert-alarm-state",
];

/** FIS chooses by tags, not by group: an instance that was detached, or launched like the others, has them too. */
export async function experimentCheck(
  { ec2 }: AwsClients,
  { id, actions, targets }: ExperimentTemplate,
  { zone, instanceIds }: FaultPlan,
  { group }: Observation,
): Promise<Check> {
  const found = await Promise.all(targets.map((target) => instancesOf(ec2, target)));
  const hit = new Map(
    found.flat().map((instance) => [instance.InstanceId ?? "", instance] as const),
  );
  const members = new Set(group.members.map(({ instanceId }) => instanceId));
  const others = [...hit].filter(([instanceId]) => !instanceIds.includes(instanceId));
  return unless(
    "the experiment stops what is named, and nothing else",
    [
      ...actions
        .filter((action) => !KNOWN_ACTIONS.includes(action))
        .map(
          (action) =>
            `${id} also does ${action}, which a drill neither names nor undoes: remove it from the template, or choose another --fault`,
        ),
      ...others.map(([instanceId, instance]) =>
        members.has(instanceId)
          ? `${id} also stops ${described(instance)}, which is not what a loss of ${zone} takes away: deploy the experiment again`
          : `${id} also stops ${described(instance)}, which is not in the Auto Scaling group ${group.name}, so that nothing replaces it: remove its tags (${tagsOf(targets)}) or terminate it, or choose --fault stop`,
      ),
      ...instanceIds
        .filter((instanceId) => !hit.has(instanceId))
        .map((instanceId) => `${id} does not stop ${instanceId}: deploy the experiment again`),
    ],
    `${id} stops ${instanceIds.join(", ")}`,
  );
}

/**
 * All that FIS may choose: of a number or a share of them nobody knows which.
 *
 * @see https://docs.aws.amazon.com/fis/latest/userguide/targets.html
 */
async function instancesOf(
  client: AwsClients["ec2"],
  { arns, tags, filters }: ExperimentTarget,
): Promise<Instance[]> {
  const named = arns.map((arn) => arn.split("/").at(-1) ?? arn);
  const Filters = [
    ...(named.length > 0 ? [{ Name: "instance-id", Values: named }] : []),
    ...Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
  ];
  const found: Instance[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters })) {
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  return found.filter(
    (instance) =>
      instance.State?.Name !== "terminated" &&
      filters.every(({ path, values }) => mayMatch(instance, path, values)),
  );
}

/** A path that leads to nothing excludes nothing: it is not known what FIS finds there. */
function mayMatch(instance: Instance, path: string, values: readonly string[]): boolean {
  const found = valuesAt(instance, path);
  return found.length === 0 || found.some((value) => values.includes(String(value)));
}

/** The path of a filter is that of what DescribeInstances answers, such as `Placement.AvailabilityZone`. */
function valuesAt(instance: Instance, path: string): unknown[] {
  return path
    .split(".")
    .reduce<unknown[]>(
      (values, name) => values.flatMap((value) => (value as Record<string, unknown>)?.[name] ?? []),
      [instance],
    );
}

function described({ InstanceId, Placement, Tags = [] }: Instance): string {
  const name = Tags.find(({ Key }) => Key === "Name")?.Value ?? "without a name";
  return `${InstanceId} (${name}, ${Placement?.AvailabilityZone})`;
}

function tagsOf(targets: readonly ExperimentTarget[]): string {
  return [...new Set(targets.flatMap(({ tags }) => Object.keys(tags)))].join(", ");
}
