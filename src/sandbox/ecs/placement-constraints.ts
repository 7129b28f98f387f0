import type { ContainerInstance } from "../../simulation/container-instance";
import { AwsError } from "../gateway/aws-response";
import type { PlacementConstraint } from "./ecs-task";

const IN_ZONES = /^\s*attribute:ecs\.availability-zone\s+(?:in\s*\[([^\]]*)\]|==\s*(\S+))\s*$/;

/**
 * The instances that the service's constraints leave: `distinctInstance`, and `memberOf` with the
 * zone, which is the one that matters to a lost zone.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
export function constrained(
  instances: readonly ContainerInstance[],
  constraints: readonly PlacementConstraint[],
  zone?: string,
): readonly ContainerInstance[] {
  const holds = constraints.map(predicateOf);
  return instances.filter(
    (instance) =>
      (zone === undefined || instance.zone === zone) && holds.every((test) => test(instance)),
  );
}

/** Whether a constraint keeps the service from being rebalanced over zones. */
export function namesTheZone({ expression = "" }: PlacementConstraint): boolean {
  return expression.includes("ecs.availability-zone");
}

/** @throws AwsError that names an expression beyond what the sandbox reads */
export function predicateOf({
  type,
  expression = "",
}: PlacementConstraint): (instance: ContainerInstance) => boolean {
  if (type === "distinctInstance") {
    return ({ serviceTasks }) => serviceTasks === 0;
  }
  const match = IN_ZONES.exec(expression);
  if (!match) {
    throw new AwsError(
      "InvalidParameterException",
      `the sandbox reads placement constraints on attribute:ecs.availability-zone (in [...] or ==) only, not "${expression}"`,
    );
  }
  const zones = (match[1] ?? match[2] ?? "").split(",").map((name) => name.trim());
  return (instance) => zones.includes(instance.zone);
}
