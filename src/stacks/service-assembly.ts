import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../constructs/common/aws-account";
import type { Listeners } from "../constructs/entry/listeners";
import type { LoadBalancer } from "../constructs/entry/load-balancer";
import { TargetGroup } from "../constructs/entry/target-group";
import type { ClusterAssociation } from "../constructs/instances/cluster-association";
import type { ExistingCluster } from "../constructs/instances/existing-cluster";
import type { InstanceCapacity } from "../constructs/instances/instance-capacity";
import type { ZonalNetwork } from "../constructs/network/zonal-network";
import type { AlarmTopic } from "../constructs/operations/alarm-topic";
import { RunningTasksAlarm } from "../constructs/operations/running-tasks-alarm";
import { TargetAlarms } from "../constructs/operations/target-alarms";
import { BalancedService } from "../constructs/service/balanced-service";
import {
  ExistingTaskDefinition,
  type TaskDefinition,
} from "../constructs/service/existing-task-definition";
import { NewTaskDefinition } from "../constructs/service/new-task-definition";
import { TaskNetwork } from "../constructs/service/task-network";
import type { Environment, Service } from "../settings";

/** What every service of the environment stands among. */
export interface Surroundings {
  readonly prefix: string;
  readonly region: string;
  readonly account: AwsAccount;
  readonly network: ZonalNetwork;
  readonly cluster: ExistingCluster;
  readonly loadBalancer: LoadBalancer;
  readonly capacity: InstanceCapacity;
  readonly topic: AlarmTopic;
  readonly alarms: Environment["alarms"];
  readonly protect: boolean;
}

/**
 * One service of the settings with all that belongs to it. Its target group comes first, because
 * the listeners need the default service's; the service itself comes when they stand.
 */
export class ServiceAssembly extends Construct {
  /** Name of the ECS service, such as taskmanager-demo-frontend. */
  readonly name: string;
  readonly targetGroup: TargetGroup;
  readonly taskNetwork?: TaskNetwork;

  constructor(
    scope: Construct,
    readonly settings: Service,
    private readonly surroundings: Surroundings,
  ) {
    super(scope, `service-${settings.name}`);
    this.name = `${surroundings.prefix}-${settings.name}`;
    this.targetGroup = new TargetGroup(this, "targets", {
      ...settings,
      serviceName: this.name,
      namePrefix: settings.name,
      vpcId: surroundings.network.vpcId,
      targetType: settings.awsvpc ? "ip" : "instance",
    });
    this.taskNetwork =
      settings.awsvpc &&
      new TaskNetwork(this, "network", {
        ...settings.awsvpc,
        serviceName: this.name,
        network: surroundings.network,
      });
  }

  /** @param traffic the rules that let the load balancer reach the tasks */
  deploy(
    listeners: Listeners,
    association: ClusterAssociation,
    traffic: readonly ITerraformDependable[],
  ): void {
    const { settings, targetGroup } = this;
    const entrance = settings.route
      ? listeners.route(settings.name, { ...settings.route, targetGroup })
      : listeners.serving;
    const { taskDefinition, permissions } = this.defineTask();
    const { errors } = this.watchTargets();
    this.watchRunningTasks();
    new BalancedService(this, "balanced", {
      ...settings,
      ...this.surroundings,
      name: this.name,
      association,
      targetGroup,
      taskDefinition,
      taskNetwork: this.taskNetwork,
      deploymentAlarmNames: [errors.alarm.alarmName],
      autoscaling: settings.autoscaling && {
        ...settings.autoscaling,
        minimum: settings.autoscaling.minimum ?? settings.desiredCount,
      },
      after: [
        entrance,
        ...traffic,
        ...permissions,
        ...(this.taskNetwork ? [this.taskNetwork.egress] : []),
      ],
    });
  }

  private defineTask(): { taskDefinition: TaskDefinition; permissions: ITerraformDependable[] } {
    const { settings, surroundings } = this;
    const networkMode = settings.awsvpc ? "awsvpc" : "bridge";
    if ("image" in settings.taskDefinition) {
      const taskDefinition = new NewTaskDefinition(this, "definition", {
        ...settings,
        ...settings.taskDefinition,
        family: this.name,
        account: surroundings.account,
        region: surroundings.region,
        keepLogs: surroundings.protect,
        networkMode,
      });
      return { taskDefinition, permissions: taskDefinition.permissions };
    }
    const taskDefinition = new ExistingTaskDefinition(this, "definition", {
      ...settings,
      ...settings.taskDefinition,
      networkMode,
    });
    return { taskDefinition, permissions: [] };
  }

  private watchTargets(): TargetAlarms {
    return new TargetAlarms(this, "alarms", {
      ...this.surroundings,
      serviceName: this.name,
      targetGroup: this.targetGroup,
      errorRatePercent: this.surroundings.alarms.errorRatePercent,
    });
  }

  private watchRunningTasks(): void {
    const { alarms, topic, cluster } = this.surroundings;
    if (alarms.containerInsights) {
      new RunningTasksAlarm(this, "running-tasks", { serviceName: this.name, topic, cluster });
    }
  }
}
