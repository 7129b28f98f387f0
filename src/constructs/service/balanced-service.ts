import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { refuseUnless } from "../common/refusal";
import type { LoadBalancer } from "../entry/load-balancer";
import type { TargetGroup } from "../entry/target-group";
import type { ClusterAssociation } from "../instances/cluster-association";
import type { ExistingCluster } from "../instances/existing-cluster";
import type { InstanceCapacity } from "../instances/instance-capacity";
import type { TaskDefinition } from "./existing-task-definition";
import { ServiceAutoscaling, type ServiceAutoscalingTargets } from "./service-autoscaling";
import type { TaskNetwork } from "./task-network";

export interface BalancedServiceProps {
  readonly name: string;
  readonly cluster: ExistingCluster;
  readonly capacity: InstanceCapacity;
  readonly association: ClusterAssociation;
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly taskDefinition: TaskDefinition;
  readonly containerName: string;
  readonly containerPort: number;
  readonly desiredCount: number;
  readonly healthCheckGracePeriodSeconds: number;
  /** Alarms that roll a deployment back. */
  readonly deploymentAlarmNames: readonly string[];
  /** @default bridge networking on the instance */
  readonly taskNetwork?: TaskNetwork;
  /** @default a fixed desired count */
  readonly autoscaling?: ServiceAutoscalingTargets;
  readonly executeCommand: boolean;
  /** What else must stand first: the listener or rule that sends traffic here, roles, alarms. */
  readonly after: readonly ITerraformDependable[];
}

/** A service whose tasks are spread over the zones and moved back when a lost zone returns. */
export class BalancedService extends Construct {
  readonly service: EcsService;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BalancedServiceProps,
  ) {
    super(scope, id);
    this.service = this.createService();
    if (props.autoscaling) {
      new ServiceAutoscaling(this, "autoscaling", {
        ...props.autoscaling,
        clusterName: props.cluster.name,
        serviceName: props.name,
        service: this.service,
        loadBalancer: props.loadBalancer,
        targetGroup: props.targetGroup,
      });
    }
  }

  private createService(): EcsService {
    const { props } = this;
    return new EcsService(this, "service", {
      name: props.name,
      cluster: props.cluster.arn,
      taskDefinition: props.taskDefinition.arn,
      schedulingStrategy: "REPLICA",
      desiredCount: props.desiredCount,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentController: { type: "ECS" },
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: [...props.deploymentAlarmNames] },
      capacityProviderStrategy: [
        { capacityProvider: props.capacity.provider.name, base: 0, weight: 1 },
      ],
      // Rebalancing works only where the zone is the first strategy.
      orderedPlacementStrategy: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "spread", field: "instanceId" },
      ],
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: props.healthCheckGracePeriodSeconds,
      loadBalancer: [
        {
          targetGroupArn: props.targetGroup.group.arn,
          containerName: props.containerName,
          containerPort: props.containerPort,
        },
      ],
      networkConfiguration: props.taskNetwork && {
        subnets: props.taskNetwork.subnetIds,
        securityGroups: [props.taskNetwork.securityGroup.id],
        assignPublicIp: false,
      },
      enableExecuteCommand: props.executeCommand,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      timeouts: { create: "20m", update: "20m", delete: "20m" },
      lifecycle: {
        ...(props.autoscaling ? { ignoreChanges: ["desired_count"] } : {}),
        precondition: props.taskNetwork && [props.taskNetwork.coversZones()],
        postcondition: [this.deployed()],
      },
      dependsOn: [props.association.association, ...props.after],
    });
  }

  /** A service that was rolled back is steady too, so the apply would end well without this. */
  private deployed() {
    return refuseUnless(
      `self.task_definition == ${this.props.taskDefinition.arn}`,
      `the deployment of "${this.props.name}" was rolled back to \${self.task_definition}: see the service's events, mend the new revision, and deploy again`,
    );
  }
}
