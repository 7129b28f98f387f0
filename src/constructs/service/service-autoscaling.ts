import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Construct } from "constructs";
import { shortened } from "../common/shortened";
import type { LoadBalancer } from "../entry/load-balancer";
import type { TargetGroup } from "../entry/target-group";

export interface ServiceAutoscalingTargets {
  readonly minimum: number;
  readonly maximum: number;
  /** @default not a target */
  readonly cpuPercent?: number;
  /** @default not a target */
  readonly memoryPercent?: number;
  /** A minute and task. @default not a target */
  readonly requestsPerTarget?: number;
}

export interface ServiceAutoscalingProps extends ServiceAutoscalingTargets {
  readonly clusterName: string;
  readonly serviceName: string;
  readonly service: EcsService;
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: TargetGroup;
}

/** The provider takes one character less than AWS. */
const LONGEST_POLICY_NAME = 255;

/** Target tracking of the number of tasks. */
export class ServiceAutoscaling extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAutoscalingProps) {
    super(scope, id);
    const target = new AppautoscalingTarget(this, "target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${props.clusterName}/${props.service.name}`,
      minCapacity: props.minimum,
      maxCapacity: props.maximum,
    });
    const track = (metric: string, goal: number | undefined, resourceLabel?: string) => {
      if (goal === undefined) {
        return;
      }
      new AppautoscalingPolicy(this, metric, {
        name: shortened(`${props.serviceName}-${metric}`, LONGEST_POLICY_NAME),
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: goal,
          predefinedMetricSpecification: { predefinedMetricType: metric, resourceLabel },
        },
      });
    };
    track("ECSServiceAverageCPUUtilization", props.cpuPercent);
    track("ECSServiceAverageMemoryUtilization", props.memoryPercent);
    track(
      "ALBRequestCountPerTarget",
      props.requestsPerTarget,
      `${props.loadBalancer.alb.arnSuffix}/${props.targetGroup.group.arnSuffix}`,
    );
  }
}
