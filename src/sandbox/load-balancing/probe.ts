import { Client } from "undici";
import type { Clock } from "../clock";
import { connectorOver } from "./connector";
import type { Path } from "./link";
import type { CheckSettings } from "./target-group-settings";

/**
 * Why a health check failed, by the reason codes of DescribeTargetHealth.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
export type CheckFailure =
  | { readonly reason: "Target.Timeout" | "Target.FailedHealthChecks" }
  | { readonly reason: "Target.ResponseCodeMismatch"; readonly code: number };

/** Who is asked: the port that takes traffic, unless the settings name another. */
export interface ProbedTarget {
  readonly address: string;
  readonly port: number;
}

/** @returns why the check failed; nothing where it passed */
export type Probe = (
  target: ProbedTarget,
  check: CheckSettings,
  path: Path,
  clock: Clock,
) => Promise<CheckFailure | undefined>;

/**
 * One health check: a request on a connection of its own, answered within the timeout with a code
 * of the matcher.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const probe: Probe = async (target, check, path, clock) => {
  const port = check.port === "traffic-port" ? target.port : check.port;
  const client = new Client(`${check.scheme}://${target.address}:${port}`, {
    connect: connectorOver(path, clock),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let timedOut = false;
  const timer = clock.after(check.timeoutMs, () => {
    timedOut = true;
    void client.destroy();
  });
  try {
    const { statusCode, body } = await client.request({
      method: "GET",
      path: check.path,
      headers: { "user-agent": "ELB-HealthChecker/2.0" },
    });
    await body.dump();
    return matches(check.matcher, statusCode)
      ? undefined
      : { reason: "Target.ResponseCodeMismatch", code: statusCode };
  } catch {
    return { reason: timedOut ? "Target.Timeout" : "Target.FailedHealthChecks" };
  } finally {
    timer.cancel();
    void client.destroy();
  }
};

/** A matcher such as `200-299,301`. */
function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return status >= (from ?? 0) && status <= (to ?? 0);
  });
}
