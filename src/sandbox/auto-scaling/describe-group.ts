import type { Parameters } from "../gateway/query-form";
import { ACCOUNT } from "../store";
import type { Group, Member } from "./group";
import { healthOf } from "./member-health";
import { listOf } from "./query-action";

/** What AWS says of a group that was not told otherwise. */
const DEFAULTS = {
  DefaultCooldown: 300,
  HealthCheckType: "EC2",
  HealthCheckGracePeriod: 0,
  NewInstancesProtectedFromScaleIn: false,
  LoadBalancerNames: [],
  TargetGroupARNs: [],
  TerminationPolicies: ["Default"],
  EnabledMetrics: [],
  TrafficSources: [],
  AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-best-effort" },
  ServiceLinkedRoleARN: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
};

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html */
export function describeGroup(group: Group, nowMs: number): object {
  return {
    ...DEFAULTS,
    ...group.settings,
    AutoScalingGroupARN: group.arn,
    CreatedTime: group.createdTime,
    DesiredCapacity: group.desiredCapacity,
    AvailabilityZones: [...group.subnetByZone.keys()],
    SuspendedProcesses: [...group.suspended].map(([ProcessName, SuspensionReason]) => ({
      ProcessName,
      SuspensionReason,
    })),
    Tags: listOf(group.settings["Tags"]).map((tag) => ({
      ...(tag as Parameters),
      ResourceId: group.name,
      ResourceType: "auto-scaling-group",
    })),
    Instances: [...group.members.values()].map((member) => describeMember(member, group, nowMs)),
  };
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html */
export function describeMember(member: Member, group: Group, nowMs: number) {
  const { instance, lifecycleState, protectedFromScaleIn } = member;
  const { id, name, version } = instance.launchTemplate;
  return {
    InstanceId: instance.id,
    InstanceType: instance.instanceType,
    AvailabilityZone: instance.zone,
    LifecycleState: lifecycleState,
    HealthStatus: healthOf(member, group, nowMs).condition === "healthy" ? "Healthy" : "Unhealthy",
    LaunchTemplate: { LaunchTemplateId: id, LaunchTemplateName: name, Version: version },
    ProtectedFromScaleIn: protectedFromScaleIn,
  };
}
