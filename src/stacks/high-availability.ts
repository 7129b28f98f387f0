import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AlarmTopic } from "../constructs/alarm-topic";
import { AwsAccount } from "../constructs/aws-account";
import { BalancedService } from "../constructs/balanced-service";
import { ClusterAssociation } from "../constructs/cluster-association";
import { EnvironmentAlarms } from "../constructs/environment-alarms";
import { ExistingCluster } from "../constructs/existing-cluster";
import { ExistingTaskDefinition } from "../constructs/existing-task-definition";
import { InstanceCapacity } from "../constructs/instance-capacity";
import { Listeners } from "../constructs/listeners";
import { LoadBalancer } from "../constructs/load-balancer";
import { NewTaskDefinition } from "../constructs/new-task-definition";
import { RunningTasksAlarm } from "../constructs/running-tasks-alarm";
import { ServiceDashboard } from "../constructs/service-dashboard";
import { TargetAlarms } from "../constructs/target-alarms";
import { TargetGroup } from "../constructs/target-group";
import { TaskNetwork } from "../constructs/task-network";
import { DYNAMIC_HOST_PORTS, type PortRange, TrafficPath } from "../constructs/traffic-path";
import { ZonalNetwork } from "../constructs/zonal-network";
import { ZoneLossExperiment } from "../constructs/zone-loss-experiment";
import type { Environment, Service } from "../settings";
import { EnvironmentStack } from "./environment-stack";
import { declareOutputs } from "./high-availability-outputs";

/** A service of the settings with the names and places it has in AWS. */
interface Entry {
  readonly settings: Service;
  /** Holds all that belongs to the service, so that its addresses begin alike. */
  readonly scope: Construct;
  /** Name of the ECS service, such as taskmanager-demo-frontend. */
  readonly name: string;
  readonly targetGroup: TargetGroup;
  readonly taskNetwork?: TaskNetwork;
}

/** Everything that makes the service survive the loss of a zone, around what exists before. */
export class HighAvailabilityStack extends EnvironmentStack {
  private readonly account: AwsAccount;
  private readonly network: ZonalNetwork;
  private readonly cluster: ExistingCluster;
  private readonly loadBalancer: LoadBalancer;
  private readonly capacity: InstanceCapacity;
  private readonly topic: AlarmTopic;

  constructor(scope: Construct, environment: Environment) {
    super(scope, "ha", environment);
    this.keepStateWhereTold();
    this.account = new AwsAccount(this, "account");
    this.network = this.createNetwork();
    this.cluster = this.findCluster();
    this.loadBalancer = this.createLoadBalancer();
    this.capacity = this.createCapacity();
    this.topic = new AlarmTopic(this, "alarm-topic", {
      name: `${this.prefix}-alarms`,
      account: this.account,
      emails: environment.alarms.emails,
    });

    const association = this.associateCluster();
    const entries = environment.services.map((service) => this.createEntry(service));
    this.openTrafficPaths(entries);
    const listeners = this.createListeners(entries);
    const services = entries.map((entry) => this.createService(entry, listeners, association));

    const alarms = new EnvironmentAlarms(this, "alarms", {
      prefix: this.prefix,
      topic: this.topic,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      capacity: this.capacity,
      errorRatePercent: environment.alarms.errorRatePercent,
    });
    const dashboard = this.createDashboard(entries);
    declareOutputs(this, {
      network: this.network,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      https: environment.loadBalancer.certificateArn !== undefined,
      capacity: this.capacity,
      services: entries.map((entry, index) => ({
        key: entry.settings.name,
        service: services[index] as BalancedService,
        targetGroup: entry.targetGroup,
      })),
      topic: this.topic,
      dashboard,
      experiment: this.createExperiment(alarms),
    });
  }

  private createNetwork(): ZonalNetwork {
    const { existing, newSubnets, capacity } = this.environment;
    return new ZonalNetwork(this, "network", {
      prefix: this.prefix,
      vpc: existing.vpc,
      existingSubnet: existing.subnet,
      newSubnets,
      instanceTypes: capacity.instanceTypes.map((type) => type.name),
    });
  }

  private findCluster(): ExistingCluster {
    const { existing, alarms } = this.environment;
    return new ExistingCluster(this, "cluster", {
      name: existing.cluster.name,
      needsContainerInsights: alarms.containerInsights,
    });
  }

  private createLoadBalancer(): LoadBalancer {
    const { loadBalancer, protect } = this.environment;
    return new LoadBalancer(this, "load-balancer", {
      ...loadBalancer,
      name: this.prefix,
      account: this.account,
      network: this.network,
      ports: loadBalancer.certificateArn ? [80, 443] : [80],
      accessLogRetentionDays: loadBalancer.accessLogs.enabled
        ? loadBalancer.accessLogs.retentionDays
        : undefined,
      protect,
    });
  }

  private createCapacity(): InstanceCapacity {
    const { instanceTypes, ...sizing } = this.environment.capacity;
    return new InstanceCapacity(this, "capacity", {
      ...sizing,
      name: this.prefix,
      account: this.account,
      network: this.network,
      cluster: this.cluster,
      instanceTypes: instanceTypes.map((type) => type.name),
      architecture: instanceTypes[0]?.architecture ?? "x86_64",
      tags: this.tags,
    });
  }

  private associateCluster(): ClusterAssociation {
    const { capacityProviders, defaultCapacityProviderStrategy } =
      this.environment.existing.cluster;
    return new ClusterAssociation(this, "cluster-association", {
      cluster: this.cluster,
      capacity: this.capacity,
      keptProviders: capacityProviders,
      keptDefaultStrategy: defaultCapacityProviderStrategy,
    });
  }

  private createEntry(service: Service): Entry {
    const name = `${this.prefix}-${service.name}`;
    const scope = new Construct(this, `service-${service.name}`);
    return {
      settings: service,
      scope,
      name,
      targetGroup: new TargetGroup(scope, "targets", {
        ...service,
        serviceName: name,
        namePrefix: service.name,
        vpcId: this.network.vpcId,
        targetType: service.awsvpc ? "ip" : "instance",
      }),
      taskNetwork:
        service.awsvpc &&
        new TaskNetwork(scope, "network", {
          ...service.awsvpc,
          serviceName: name,
          network: this.network,
        }),
    };
  }

  /** Each range once: services with dynamic host ports share one pair of rules. */
  private openTrafficPaths(entries: readonly Entry[]): void {
    const from = this.loadBalancer.securityGroup;
    for (const { scope, settings, taskNetwork } of entries) {
      if (taskNetwork) {
        const ports = single(settings.containerPort);
        new TrafficPath(scope, "traffic", { from, to: taskNetwork.securityGroup, ports });
      }
    }
    const hostPorts = new Set(
      entries.filter(({ taskNetwork }) => !taskNetwork).map(({ settings }) => settings.hostPort),
    );
    for (const port of hostPorts) {
      new TrafficPath(this, port === 0 ? "traffic-to-dynamic-ports" : `traffic-to-port-${port}`, {
        from,
        to: this.capacity.securityGroup,
        ports: port === 0 ? DYNAMIC_HOST_PORTS : single(port),
      });
    }
  }

  /** The settings hold exactly one service without a route. */
  private createListeners(entries: readonly Entry[]): Listeners {
    const { certificateArn, sslPolicy } = this.environment.loadBalancer;
    const byDefault = entries.find(({ settings }) => !settings.route) as Entry;
    return new Listeners(this, "listeners", {
      loadBalancer: this.loadBalancer,
      defaultTargetGroup: byDefault.targetGroup,
      https: certificateArn ? { certificateArn, sslPolicy } : undefined,
    });
  }

  private createService(
    entry: Entry,
    listeners: Listeners,
    association: ClusterAssociation,
  ): BalancedService {
    const { settings, scope, name, targetGroup, taskNetwork } = entry;
    const { alarms } = this.environment;
    const entrance = settings.route
      ? listeners.route(settings.name, { ...settings.route, targetGroup })
      : listeners.serving;
    const targetAlarms = new TargetAlarms(scope, "alarms", {
      serviceName: name,
      topic: this.topic,
      network: this.network,
      loadBalancer: this.loadBalancer,
      targetGroup,
      errorRatePercent: alarms.errorRatePercent,
    });
    if (alarms.containerInsights) {
      new RunningTasksAlarm(scope, "running-tasks", {
        serviceName: name,
        topic: this.topic,
        cluster: this.cluster,
      });
    }
    const { taskDefinition, permissions } = this.taskDefinitionOf(entry);
    return new BalancedService(scope, "balanced", {
      ...settings,
      name,
      cluster: this.cluster,
      capacity: this.capacity,
      association,
      loadBalancer: this.loadBalancer,
      targetGroup,
      taskDefinition,
      taskNetwork,
      deploymentAlarmNames: [targetAlarms.errors.alarm.alarmName],
      autoscaling: settings.autoscaling && {
        ...settings.autoscaling,
        minimum: settings.autoscaling.minimum ?? settings.desiredCount,
      },
      after: [entrance, ...permissions],
    });
  }

  private taskDefinitionOf({ settings: service, scope, name }: Entry) {
    const networkMode = service.awsvpc ? "awsvpc" : "bridge";
    if (service.newTaskDefinition) {
      const taskDefinition = new NewTaskDefinition(scope, "definition", {
        ...service,
        ...service.newTaskDefinition,
        family: name,
        account: this.account,
        region: this.environment.region,
        networkMode,
      });
      return { taskDefinition, permissions: taskDefinition.permissions };
    }
    const taskDefinition = new ExistingTaskDefinition(scope, "definition", {
      ...service,
      family: service.existingTaskDefinition?.family ?? name,
      revision: service.existingTaskDefinition?.revision,
      networkMode,
    });
    return { taskDefinition, permissions: [] as ITerraformDependable[] };
  }

  private createDashboard(entries: readonly Entry[]): ServiceDashboard {
    return new ServiceDashboard(this, "dashboard", {
      name: this.prefix,
      region: this.environment.region,
      network: this.network,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      capacity: this.capacity,
      services: entries,
    });
  }

  private createExperiment(alarms: EnvironmentAlarms): ZoneLossExperiment | undefined {
    const { zoneLossExperiment, region, name, application } = this.environment;
    return (
      zoneLossExperiment &&
      new ZoneLossExperiment(this, "zone-loss-experiment", {
        name: this.prefix,
        account: this.account,
        region,
        availabilityZone: this.network.availabilityZones[zoneLossExperiment.subnet - 1] as string,
        instanceTags: { Environment: name, Service: application },
        restartAfterMinutes: zoneLossExperiment.restartAfterMinutes,
        stopCondition: alarms.loadBalancerErrors,
      })
    );
  }
}

function single(port: number): PortRange {
  return { fromPort: port, toPort: port };
}
