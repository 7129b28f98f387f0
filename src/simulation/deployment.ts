import type { HealthCheckSettings } from "../behaviour/health-check";
import type { EmptyInstance } from "./capacity-scaling";
import type { TaskRequirements } from "./container-instance";
import type { GroupSettings } from "./instance-group";
import type { PlacementLimits } from "./placement-constraints";
import type { MinimumHealthyTargets, RoutingSettings } from "./target-selection";
import type { RebalancingSettings } from "./zone-rebalancing";

/**
 * What a run simulates: ECS services on EC2 instances behind Application Load Balancers, with known
 * values only. Parts refer to each other by their position.
 */
export interface Deployment {
  /** Of the load balancers and the instance groups. */
  readonly zones: readonly string[];
  readonly loadBalancers: readonly LoadBalancerPlan[];
  readonly targetGroups: readonly TargetGroupPlan[];
  readonly instanceGroups: readonly InstanceGroupPlan[];
  readonly services: readonly ServicePlan[];
}

export interface LoadBalancerPlan {
  readonly name: string;
  /** A node in each. */
  readonly zones: readonly string[];
  /** Whether a zonal shift may be started; undefined where the source does not tell. */
  readonly zonalShift: boolean | undefined;
}

export interface TargetGroupPlan {
  readonly name: string;
  /** Position in {@link Deployment.loadBalancers}. */
  readonly loadBalancer: number;
  readonly healthCheck: HealthCheckSettings;
  readonly deregistrationDelayMs: number;
  readonly routing: RoutingSettings;
  /** Below it a node leaves the load balancer's DNS name. */
  readonly dnsFailover: MinimumHealthyTargets;
}

export interface InstanceGroupPlan
  extends Pick<
    GroupSettings,
    | "zones"
    | "minSize"
    | "maxSize"
    | "capacityDistributionStrategy"
    | "maintenancePolicy"
    | "suspendedProcesses"
  > {
  readonly name: string;
  readonly desiredCapacity: number | undefined;
  /** What tasks of replica services find on an empty instance. */
  readonly room: EmptyInstance;
  readonly managedScaling: ManagedScalingPlan | undefined;
  /** Whether ECS moves the tasks off an instance before the group terminates it. */
  readonly managedDraining: boolean;
  /** Whether new instances are protected from scale-in. */
  readonly protectedFromScaleIn: boolean;
  /** Whether ECS lifts the protection of instances that run no task. */
  readonly managedTerminationProtection: boolean;
}

export interface ManagedScalingPlan {
  readonly targetCapacity: number;
  readonly minimumScalingStepSize: number;
  readonly maximumScalingStepSize: number;
  readonly warmupMs: number;
}

export interface ServicePlan extends RebalancingSettings {
  readonly name: string;
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly healthCheckGracePeriodMs: number;
  readonly placementLimits: PlacementLimits;
  readonly requirements: TaskRequirements;
  /** Position in {@link Deployment.instanceGroups}. */
  readonly instanceGroup: number;
  /** Positions in {@link Deployment.targetGroups}; none: no load balancer asks it. */
  readonly targetGroups: readonly number[];
}
