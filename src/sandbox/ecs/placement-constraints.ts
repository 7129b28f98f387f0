import { type PlacementLimits, placementLimits } from "../../simulation/placement-constraints";
import { AwsError } from "../gateway/aws-response";

/** As in a call of ECS. */
export interface PlacementConstraint {
  readonly type: string;
  readonly expression?: string;
}

/** @throws AwsError that names an expression beyond what the sandbox reads */
export function limitsOf(constraints: readonly PlacementConstraint[]): PlacementLimits {
  const { limits, unread } = placementLimits(
    constraints.map(({ type, expression = "" }) =>
      type === "distinctInstance" ? type : expression,
    ),
  );
  if (unread.length > 0) {
    throw new AwsError(
      "InvalidParameterException",
      `the sandbox reads placement constraints on attribute:ecs.availability-zone (in [...] or ==) only, not ${unread.map((each) => `"${each}"`).join(", ")}`,
    );
  }
  return limits;
}
