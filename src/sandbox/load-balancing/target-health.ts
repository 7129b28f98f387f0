import type { TargetHealth } from "../../behaviour/health-check";
import type { RoutableTarget } from "../../simulation/target-selection";
import type { CheckFailure } from "./probe";

/** What one node of a load balancer has to say of a target. */
export interface TargetView {
  readonly health: TargetHealth;
  /** Of the last check that failed. */
  readonly failure: CheckFailure | undefined;
  /** Whether the node can be heard: not that of a lost zone. */
  readonly reports: boolean;
  /** Whether a zonal shift keeps requests from the target, or leaves that to DNS. */
  readonly override: AdministrativeOverride | undefined;
}

export type AdministrativeOverride =
  | "no_override"
  | "zonal_shift_active"
  | "zonal_shift_delegated_to_dns";

/** As in an answer of DescribeTargetHealth. */
export interface TargetHealthAnswer {
  readonly State: RoutableTarget["state"];
  readonly Reason?: string;
  readonly Description?: string;
}

/**
 * The state of a target that several nodes check by themselves. AWS shows one state and does not
 * say how it comes about. Here one node that finds the target unhealthy is enough, as it then sends
 * it nothing; before any node has a verdict it is initial. Nothing is learnt from no node at all.
 */
export function combinedState(views: readonly TargetView[]): TargetHealth["state"] | undefined {
  const states = views.filter(({ reports }) => reports).map(({ health }) => health.state);
  return (["unhealthy", "healthy", "initial"] as const).find((state) => states.includes(state));
}

/**
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
export function describeHealth(
  state: RoutableTarget["state"],
  views: readonly TargetView[],
  stopped: boolean,
): TargetHealthAnswer {
  switch (state) {
    case "healthy":
      return { State: state };
    case "unhealthy":
      return { State: state, ...failureOf(views) };
    case "initial":
      return views.some(({ health }) => health.consecutiveFailures > 0)
        ? {
            State: state,
            Reason: "Elb.InitialHealthChecking",
            Description: "Initial health checks in progress",
          }
        : {
            State: state,
            Reason: "Elb.RegistrationInProgress",
            Description: "Target registration is in progress",
          };
    case "draining":
      return {
        State: state,
        Reason: "Target.DeregistrationInProgress",
        Description: "Target deregistration is in progress",
      };
    case "unused":
      return stopped
        ? {
            State: state,
            Reason: "Target.InvalidState",
            Description: "Target is in the stopped state",
          }
        : {
            State: state,
            Reason: "Target.NotInUse",
            Description: "Target group is not configured to receive traffic from the load balancer",
          };
  }
}

export const NOT_REGISTERED: TargetHealthAnswer = {
  State: "unused",
  Reason: "Target.NotRegistered",
  Description: "Target is not registered to the target group",
};

function failureOf(views: readonly TargetView[]): Omit<TargetHealthAnswer, "State"> {
  const failing = views.find(({ health, reports }) => reports && health.state === "unhealthy");
  const failure = failing?.failure ?? { reason: "Target.FailedHealthChecks" };
  switch (failure.reason) {
    case "Target.Timeout":
      return { Reason: failure.reason, Description: "Request timed out" };
    case "Target.ResponseCodeMismatch":
      return {
        Reason: failure.reason,
        Description: `Health checks failed with these codes: [${failure.code}]`,
      };
    case "Target.FailedHealthChecks":
      return { Reason: failure.reason, Description: "Health checks failed" };
  }
}

/**
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html
 */
export function describeOverride(views: readonly TargetView[]): object | undefined {
  const override = views.find(({ override }) => override !== undefined)?.override;
  return override && { State: override, ...OVERRIDE_WORDS[override] };
}

const OVERRIDE_WORDS: Record<AdministrativeOverride, { Reason: string; Description: string }> = {
  no_override: {
    Reason: "AdministrativeOverride.NoOverride",
    Description: "No override is currently active on target",
  },
  zonal_shift_active: {
    Reason: "AdministrativeOverride.ZonalShiftActive",
    Description: "Zonal shift is active for target",
  },
  zonal_shift_delegated_to_dns: {
    Reason: "AdministrativeOverride.ZonalShiftDelegatedToDns",
    Description: "Zonal shift is delegated to DNS",
  },
};
