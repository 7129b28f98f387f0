import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";

export interface HealthCheckProps {
  readonly path: string;
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface TargetGroupProps {
  /** Name of the service in AWS. */
  readonly serviceName: string;
  /** Begins the group's own name, as far as it fits. */
  readonly namePrefix: string;
  readonly vpcId: string;
  /** `ip` for tasks in awsvpc mode, else `instance`. */
  readonly targetType: "instance" | "ip";
  readonly healthCheck: HealthCheckProps;
  readonly deregistrationDelaySeconds: number;
}

/** A prefix may have 6 characters: the provider adds 26 of its own to reach the 32 allowed. */
const LONGEST_NAME_PREFIX = 6;

/** The tasks of one service, as the load balancer sees them. */
export class TargetGroup extends Construct {
  readonly group: LbTargetGroup;

  constructor(scope: Construct, id: string, props: TargetGroupProps) {
    super(scope, id);
    this.group = new LbTargetGroup(this, "group", {
      // A replacement must stand before the listener lets go of the old group.
      namePrefix: `${props.namePrefix.slice(0, LONGEST_NAME_PREFIX - 1)}-`,
      lifecycle: { createBeforeDestroy: true },
      vpcId: props.vpcId,
      targetType: props.targetType,
      protocol: "HTTP",
      protocolVersion: "HTTP1",
      // ECS registers each task with its own port; a change here would replace the group.
      port: 80,
      deregistrationDelay: `${props.deregistrationDelaySeconds}`,
      loadBalancingAlgorithmType: "round_robin",
      loadBalancingCrossZoneEnabled: "true",
      slowStart: 0,
      stickiness: { enabled: false, type: "lb_cookie" },
      healthCheck: checkOf(props.healthCheck),
      // A share of healthy targets would call the survivors of a lost zone too few, and fail open
      // onto the dead ones: one healthy target is enough.
      targetGroupHealth: {
        dnsFailover: {
          minimumHealthyTargetsCount: "1",
          minimumHealthyTargetsPercentage: "off",
        },
        unhealthyStateRouting: {
          minimumHealthyTargetsCount: 1,
          minimumHealthyTargetsPercentage: "off",
        },
      },
      tags: { Name: props.serviceName },
    });
  }
}

function checkOf(check: HealthCheckProps) {
  return {
    enabled: true,
    protocol: "HTTP",
    port: "traffic-port",
    path: check.path,
    matcher: check.matcher,
    interval: check.intervalSeconds,
    timeout: check.timeoutSeconds,
    healthyThreshold: check.healthyThreshold,
    unhealthyThreshold: check.unhealthyThreshold,
  };
}
