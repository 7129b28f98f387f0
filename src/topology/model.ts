import type { Knowable } from "./knowable";

/**
 * A deployment of ECS services over Availability Zones, as plain data: the waist between what
 * writes Terraform and what judges it. Every subject has the address of its resource
 * (`aws_lb.main`, `module.web.aws_lb.main[0]`), or its ARN when it was read from a live account.
 */
export interface Topology {
  readonly source: TopologySource;
  readonly subnets: readonly Subnet[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly targetGroups: readonly TargetGroup[];
  readonly instanceGroups: readonly InstanceGroup[];
  readonly capacityProviders: readonly CapacityProvider[];
  readonly clusters: readonly ClusterAssociation[];
  readonly services: readonly Service[];
  readonly alarms: readonly Alarm[];
  /** Listeners and rules of load balancers that are not among these. */
  readonly otherEntrances: readonly OtherEntrance[];
  /** What the source holds and the model could not read, for people. */
  readonly notes: readonly string[];
  /** What was read on an assumption; it may be otherwise. */
  readonly assumptions: readonly Assumption[];
}

/**
 * What the expression of an argument is taken to mean. A plan tells which resources it refers to, and
 * not whether it means all of them, some, or a part of a list.
 */
export interface Assumption extends Subject {
  /** Such as `vpc_zone_identifier`. */
  readonly attribute: string;
  /**
   * It means `every` instance that it refers to, the `only` resource of the kind that is looked for,
   * the instance with the `same-key` as where it stands, or the one at the `position` or key that it
   * names; or it names the zone that is its resource's key.
   */
  readonly kind: "every" | "only" | "same-key" | "position" | "zone-of-key";
  /** Addresses without the keys of instances, and how many instances are meant. */
  readonly meant: readonly { readonly resource: string; readonly instances: number }[];
}

export type TopologySource = "synthesized" | "plan" | "live";

export interface Subject {
  readonly address: string;
}

export interface Subnet extends Subject {
  /** Read by a data source, or named by an id: not managed by this configuration. */
  readonly existing: boolean;
  readonly id: Knowable<string>;
  /** Its id, or the address of what makes the VPC, before the apply gives it one. */
  readonly vpcId: Knowable<string>;
  /** The VPC's own range, where the source tells it. */
  readonly vpcCidrBlock: Knowable<string>;
  readonly zone: Knowable<string>;
  /** Whether instances get public addresses where their template does not say; told by Terraform. */
  readonly givesPublicAddresses?: Knowable<boolean>;
  readonly cidrBlock: Knowable<string>;
  /** Where its route table sends 0.0.0.0/0. */
  readonly defaultRoute: Knowable<DefaultRoute>;
  /** AWS services, such as `ecr.api`, that it reaches by VPC endpoints, those of its zone or of all. */
  readonly endpoints: Knowable<readonly string[]>;
  /** Whether the plan replaces or destroys it; unknown in synthesized JSON. */
  readonly replaced: Knowable<boolean>;
  /** Whether load balancers, instances, tasks or NAT gateways stand in it before the plan. */
  readonly usedBefore: Knowable<boolean>;
}

export interface DefaultRoute {
  readonly to: "internet-gateway" | "nat-gateway" | "other" | "none";
  /** Of the gateway, where it is an Internet Gateway; to be compared with the subnet's. */
  readonly gatewayVpcId: Knowable<string>;
  /** What it depends on in one zone; undefined where nothing does. */
  readonly hop: Knowable<ZonalHop | undefined>;
}

/** A NAT gateway or a NAT instance, by its address or id. */
export interface ZonalHop extends Subject {
  readonly zone: Knowable<string>;
  /** Address of the subnet that a NAT gateway stands in, where that is known. */
  readonly subnet?: string;
}

export interface LoadBalancer extends Subject {
  readonly name: Knowable<string>;
  /** Addresses of {@link Subnet}s. */
  readonly subnets: Knowable<readonly string[]>;
  readonly internal: Knowable<boolean>;
  readonly deletionProtection: Knowable<boolean>;
  readonly zonalShift: Knowable<boolean>;
  readonly idleTimeoutSeconds: Knowable<number>;
  readonly listeners: readonly Listener[];
  /** By address or id. */
  readonly securityGroups: Knowable<readonly string[]>;
  /** What its security groups let out. */
  readonly egress: Knowable<readonly TrafficRule[]>;
  readonly lifecycle: Knowable<Lifecycle>;
}

export interface Listener extends Subject {
  readonly port: Knowable<number>;
  readonly protocol: Knowable<string>;
  readonly defaultAction: ListenerAction;
  readonly rules: readonly ListenerRule[];
}

export interface ListenerRule extends Subject {
  readonly priority: Knowable<number>;
  readonly hosts: Knowable<readonly string[]>;
  readonly paths: Knowable<readonly string[]>;
  /** Whether it asks for more than a host and a path, such as a header. */
  readonly narrowedFurther: Knowable<boolean>;
  readonly action: ListenerAction;
}

export interface ListenerAction {
  readonly type: Knowable<string>;
  /** Addresses of the {@link TargetGroup}s that it forwards to; none where it answers itself. */
  readonly targetGroups: Knowable<readonly string[]>;
  /** The status that it answers itself, such as `503`; undefined where it does not. */
  readonly ownStatus: Knowable<string | undefined>;
}

export interface OtherEntrance extends Subject {
  /** Addresses of the {@link TargetGroup}s that it forwards to. */
  readonly targetGroups: Knowable<readonly string[]>;
}

export interface TargetGroup extends Subject {
  readonly targetType: Knowable<string>;
  readonly healthCheck: HealthCheck;
  readonly deregistrationDelaySeconds: Knowable<number>;
  readonly slowStartSeconds: Knowable<number>;
  readonly stickiness: Knowable<boolean>;
  /** `use_load_balancer_configuration` is on for an Application Load Balancer. */
  readonly crossZone: Knowable<boolean>;
  readonly unhealthyStateRouting: MinimumHealthy;
  readonly dnsFailover: MinimumHealthy;
}

export interface HealthCheck {
  readonly enabled: Knowable<boolean>;
  /** Undefined where the configuration leaves it to the default. */
  readonly path: Knowable<string | undefined>;
  readonly matcher: Knowable<string>;
  readonly intervalSeconds: Knowable<number>;
  readonly timeoutSeconds: Knowable<number>;
  readonly healthyThreshold: Knowable<number>;
  readonly unhealthyThreshold: Knowable<number>;
}

export interface MinimumHealthy {
  readonly count: Knowable<number>;
  readonly percentage: Knowable<number | "off">;
}

/** What a security group lets in or out. */
export interface TrafficRule {
  readonly protocol: "tcp" | "udp" | "icmp" | "all" | "other";
  readonly fromPort: Knowable<number>;
  readonly toPort: Knowable<number>;
  /** CIDR blocks, or addresses or ids of security groups (`peer: "group"`). */
  readonly peer: "cidr" | "group" | "other";
  readonly peers: Knowable<readonly string[]>;
}

/** An Auto Scaling group with what its launch template says. */
export interface InstanceGroup extends Subject {
  readonly name: Knowable<string>;
  /** Addresses of {@link Subnet}s. */
  readonly subnets: Knowable<readonly string[]>;
  readonly minSize: Knowable<number>;
  readonly maxSize: Knowable<number>;
  /** Undefined where managed scaling or an operator sets it. */
  readonly desiredCapacity: Knowable<number | undefined>;
  /** Names, in order of preference. */
  readonly instanceTypes: Knowable<readonly string[]>;
  readonly spot: Knowable<SpotShare>;
  /** Whether they get public addresses; where it is absent, their subnet decides. */
  readonly publicAddresses?: Knowable<boolean | undefined>;
  readonly protectedFromScaleIn: Knowable<boolean>;
  readonly distribution: Knowable<"balanced-best-effort" | "balanced-only">;
  readonly maintenancePolicy: Knowable<MaintenancePolicy | undefined>;
  readonly suspendedProcesses: Knowable<readonly string[]>;
  /** Keys of its tags that are propagated at launch. */
  readonly propagatedTags: Knowable<readonly string[]>;
  /** Undefined: an instance refresh is not configured. */
  readonly instanceRefresh: Knowable<{ readonly scaleInProtected: Knowable<string> } | undefined>;
  /** As written: `$Latest`, `$Default`, or a number; `"number"` where it will be one. */
  readonly templateVersion: Knowable<string>;
  /** The instances' security groups, by address or id. */
  readonly securityGroups: Knowable<readonly string[]>;
  /** What they let in. */
  readonly ingress: Knowable<readonly TrafficRule[]>;
  /** Addresses of {@link TargetGroup}s that its instances are targets of whatever runs on them. */
  readonly targetGroups?: Knowable<readonly string[]>;
  /** Whether every zone offers every type; told by no Terraform source unless it was looked up. */
  readonly typesOfferedInEveryZone: Knowable<boolean>;
}

export interface MaintenancePolicy {
  readonly minHealthyPercent: number;
  readonly maxHealthyPercent: number;
}

export interface SpotShare {
  readonly onDemandBase: number;
  /** Of what is above the base. */
  readonly onDemandPercent: number;
}

export interface CapacityProvider extends Subject {
  readonly name: Knowable<string>;
  /** Address of an {@link InstanceGroup}. */
  readonly instanceGroup: Knowable<string>;
  readonly managedScaling: Knowable<ManagedScaling>;
  readonly managedDraining: Knowable<boolean>;
  readonly managedTerminationProtection: Knowable<boolean>;
}

export interface ManagedScaling {
  readonly enabled: boolean;
  readonly targetCapacityPercent: number;
  readonly minimumStep: number;
  readonly maximumStep: number;
  readonly warmupSeconds: number;
}

/** Which capacity providers a cluster has. */
export interface ClusterAssociation extends Subject {
  /** Its name, or the address of what makes it where that is not known; so a service's, too. */
  readonly cluster: Knowable<string>;
  /** Addresses of {@link CapacityProvider}s, or names of others. */
  readonly capacityProviders: Knowable<readonly string[]>;
  /** Before the plan; unknown in synthesized JSON. */
  readonly capacityProvidersBefore: Knowable<readonly string[]>;
  readonly lifecycle: Knowable<Lifecycle>;
}

export interface Service extends Subject {
  readonly name: Knowable<string>;
  readonly cluster: Knowable<string>;
  readonly schedulingStrategy: Knowable<string>;
  readonly desiredCount: Knowable<number>;
  readonly minimumHealthyPercent: Knowable<number>;
  readonly maximumPercent: Knowable<number>;
  readonly placementStrategies: Knowable<readonly PlacementStrategy[]>;
  readonly placementConstraints: Knowable<readonly string[]>;
  readonly zoneRebalancing: Knowable<boolean>;
  readonly circuitBreaker: Knowable<{ readonly enable: boolean; readonly rollback: boolean }>;
  /** Undefined: none is set, which is 0. */
  readonly healthCheckGracePeriodSeconds: Knowable<number | undefined>;
  /** Names, or addresses of {@link CapacityProvider}s; empty: the cluster's default strategy. */
  readonly capacityProviders: Knowable<readonly string[]>;
  readonly launchType: Knowable<string | undefined>;
  readonly attachments: readonly TargetAttachment[];
  readonly task: Knowable<Task>;
  /** Of the tasks themselves, in awsvpc mode. Undefined: they have that of their instance. */
  readonly taskNetwork?: Knowable<TaskNetwork | undefined>;
  /** Undefined: not autoscaled. */
  readonly autoscaling: Knowable<
    { readonly minimum: number; readonly maximum: number } | undefined
  >;
  /** Addresses that it waits for, directly or through others: by `depends_on` or an argument. */
  readonly waitsFor: Knowable<readonly string[]>;
  readonly lifecycle: Knowable<Lifecycle>;
}

export interface PlacementStrategy {
  readonly type: string;
  readonly field: string;
}

export interface TargetAttachment {
  /** Address of a {@link TargetGroup}. */
  readonly targetGroup: Knowable<string>;
  readonly containerName: Knowable<string>;
  readonly containerPort: Knowable<number>;
  /** Set where it takes over from the one before it with a release, and back with the next. */
  readonly alternate?: true;
}

export interface TaskNetwork {
  /** Addresses of {@link Subnet}s. */
  readonly subnets: Knowable<readonly string[]>;
  /** By address or id. */
  readonly securityGroups: Knowable<readonly string[]>;
  /** What they let in. */
  readonly ingress: Knowable<readonly TrafficRule[]>;
}

/** What one task asks for. */
export interface Task {
  readonly networkMode: Knowable<string>;
  readonly memoryMiB: Knowable<number>;
  readonly cpuUnits: Knowable<number>;
  /** Host ports; 0 where the instance chooses. */
  readonly hostPorts: Knowable<readonly number[]>;
  readonly volumes: Knowable<readonly Volume[]>;
}

export interface Volume {
  readonly name: string;
  /** `host`: a path of the instance; `zonal`: a file system with one zone, or an EBS volume. */
  readonly kind: "task" | "host" | "zonal" | "regional";
}

export interface Alarm extends Subject {
  readonly namespace: Knowable<string>;
  /** One, or those of a metric expression. */
  readonly metrics: Knowable<readonly string[]>;
  /** Of each; `LoadBalancer` and `TargetGroup` are addresses where they are in the configuration. */
  readonly dimensions: readonly Readonly<Record<string, Knowable<string>>>[];
  readonly treatMissingData: Knowable<string>;
  readonly actionsEnabled: Knowable<boolean>;
  readonly actions: Knowable<number>;
}

export interface Lifecycle {
  readonly preventDestroy: boolean;
  readonly ignoreChanges: readonly string[];
}
