import type {
  Deployment,
  InstanceGroupPlan,
  ServicePlan,
  TargetGroupPlan,
} from "../../../src/simulation/deployment";
import type { Scenario } from "../../../src/simulation/scenario";
import { ONE_HEALTHY_TARGET } from "../../../src/simulation/target-selection";

/** Like the demo environment: a service of two tasks on two instances in zones a and b. */
export function deployment(
  changes: {
    readonly zones?: readonly string[];
    readonly service?: Partial<ServicePlan>;
    readonly targetGroup?: Partial<TargetGroupPlan>;
    readonly group?: Partial<InstanceGroupPlan>;
  } = {},
): Deployment {
  const zones = changes.zones ?? ["a", "b"];
  return {
    zones,
    loadBalancers: [{ name: "alb", zones, zonalShift: true }],
    targetGroups: [{ ...targetGroup, ...changes.targetGroup }],
    instanceGroups: [{ ...group, zones, minSize: zones.length, ...changes.group }],
    services: [{ ...service, ...changes.service }],
  };
}

export function scenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    fault: "stop",
    zone: "a",
    nodeLost: false,
    launches: true,
    zonalShift: false,
    horizonMs: 3_600_000,
    ...changes,
  };
}

const targetGroup: TargetGroupPlan = {
  name: "frontend",
  loadBalancer: 0,
  healthCheck: {
    intervalMs: 5_000,
    timeoutMs: 2_000,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  },
  deregistrationDelayMs: 30_000,
  routing: { crossZone: true, minimumHealthyTargets: ONE_HEALTHY_TARGET },
  dnsFailover: ONE_HEALTHY_TARGET,
};

const group: InstanceGroupPlan = {
  name: "instances",
  zones: [],
  minSize: 0,
  maxSize: 4,
  capacityDistributionStrategy: "balanced-best-effort",
  maintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
  desiredCapacity: undefined,
  room: { memoryMiB: 1_881, cpuUnits: 2_048, networkInterfaces: 2 },
  managedScaling: {
    targetCapacity: 100,
    minimumScalingStepSize: 1,
    maximumScalingStepSize: 10,
    warmupMs: 120_000,
  },
  managedDraining: true,
  protectedFromScaleIn: true,
  managedTerminationProtection: true,
};

const service: ServicePlan = {
  name: "frontend",
  desiredCount: 2,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  healthCheckGracePeriodMs: 60_000,
  availabilityZoneRebalancing: "ENABLED",
  constrainedToZones: false,
  placementStrategies: [
    { type: "spread", field: "attribute:ecs.availability-zone" },
    { type: "spread", field: "instanceId" },
  ],
  placementLimits: { zones: undefined, distinctInstances: false },
  requirements: { memoryMiB: 256, cpuUnits: 128, hostPorts: [0], networkInterfaces: 0 },
  instanceGroup: 0,
  targetGroups: [0],
};
