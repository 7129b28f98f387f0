import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AwsAccount } from "../constructs/common/aws-account";
import { Listeners } from "../constructs/entry/listeners";
import { LoadBalancer } from "../constructs/entry/load-balancer";
import { DYNAMIC_HOST_PORTS, type PortRange, TrafficPath } from "../constructs/entry/traffic-path";
import { ClusterAssociation } from "../constructs/instances/cluster-association";
import { ExistingCluster } from "../constructs/instances/existing-cluster";
import { InstanceCapacity } from "../constructs/instances/instance-capacity";
import { ZonalNetwork } from "../constructs/network/zonal-network";
import { AlarmTopic } from "../constructs/operations/alarm-topic";
import { EnvironmentAlarms } from "../constructs/operations/environment-alarms";
import { ServiceDashboard } from "../constructs/operations/service-dashboard";
import { ZoneLossExperiment } from "../constructs/operations/zone-loss-experiment";
import type { Environment, Service } from "../settings";
import { EnvironmentStack } from "./environment-stack";
import { declareOutputs } from "./high-availability-outputs";
import { ServiceAssembly } from "./service-assembly";

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

    const services = environment.services.map((service) => this.assemble(service));
    const traffic = this.openTrafficPaths(services);
    const listeners = this.createListeners(services);
    const association = this.associateCluster();
    for (const service of services) {
      service.deploy(listeners, association, traffic);
    }

    const alarms = new EnvironmentAlarms(this, "alarms", {
      prefix: this.prefix,
      topic: this.topic,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      capacity: this.capacity,
      errorRatePercent: environment.alarms.errorRatePercent,
    });
    const dashboard = this.createDashboard(services);
    declareOutputs(this, {
      network: this.network,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      https: environment.loadBalancer.certificateArn !== undefined,
      capacity: this.capacity,
      services,
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
    const { capacityProviders = [], defaultCapacityProviderStrategy = [] } =
      this.environment.existing.cluster;
    return new ClusterAssociation(this, "cluster-association", {
      cluster: this.cluster,
      capacity: this.capacity,
      keptProviders: capacityProviders,
      keptDefaultStrategy: defaultCapacityProviderStrategy,
    });
  }

  private assemble(service: Service): ServiceAssembly {
    return new ServiceAssembly(this, service, {
      prefix: this.prefix,
      region: this.environment.region,
      account: this.account,
      network: this.network,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      capacity: this.capacity,
      topic: this.topic,
      alarms: this.environment.alarms,
      protect: this.environment.protect,
    });
  }

  /** Each range once: services with dynamic host ports share one pair of rules. */
  private openTrafficPaths(services: readonly ServiceAssembly[]): ITerraformDependable[] {
    const from = this.loadBalancer.securityGroup;
    const toTasks = services.flatMap((service) => {
      const ports = single(service.settings.containerPort);
      const to = service.taskNetwork?.securityGroup;
      return to ? [new TrafficPath(service, "traffic", { from, to, ports })] : [];
    });
    const hostPorts = services
      .filter((service) => !service.taskNetwork)
      .map((service) => service.settings.hostPort);
    const toInstances = [...new Set(hostPorts)].map((port) => {
      const id = port === 0 ? "traffic-to-dynamic-ports" : `traffic-to-port-${port}`;
      const ports = port === 0 ? DYNAMIC_HOST_PORTS : single(port);
      return new TrafficPath(this, id, { from, to: this.capacity.securityGroup, ports });
    });
    return [...toTasks, ...toInstances].flatMap((path) => path.rules);
  }

  /** The settings hold exactly one service without a route. */
  private createListeners(services: readonly ServiceAssembly[]): Listeners {
    const { certificateArn, sslPolicy } = this.environment.loadBalancer;
    const byDefault = services.find(({ settings }) => !settings.route) as ServiceAssembly;
    return new Listeners(this, "listeners", {
      loadBalancer: this.loadBalancer,
      defaultTargetGroup: byDefault.targetGroup,
      https: certificateArn ? { certificateArn, sslPolicy } : undefined,
    });
  }

  private createDashboard(services: readonly ServiceAssembly[]): ServiceDashboard {
    return new ServiceDashboard(this, "dashboard", {
      name: this.prefix,
      region: this.environment.region,
      network: this.network,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      capacity: this.capacity,
      services,
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
        vpcId: this.network.vpcId,
        // As the launch template names and tags them: a neighbour in the VPC may share the rest.
        instanceTags: { Name: this.prefix, Environment: name, Service: application },
        restartAfterMinutes: zoneLossExperiment.restartAfterMinutes,
        stopCondition: alarms.loadBalancerErrors,
      })
    );
  }
}

function single(port: number): PortRange {
  return { fromPort: port, toPort: port };
}
