import { Lb } from "@cdktf/provider-aws/lib/lb";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import { idOf, listOf } from "../common/hcl";
import { refuseUnless } from "../common/refusal";
import type { ZonalNetwork } from "../network/zonal-network";
import { AccessLogBucket } from "./access-log-bucket";

export interface LoadBalancerProps {
  readonly name: string;
  readonly account: AwsAccount;
  readonly network: ZonalNetwork;
  /** Ports that clients reach: 80, and 443 with a certificate. */
  readonly ports: readonly number[];
  readonly allowedCidrBlocks: readonly string[];
  readonly clientKeepAliveSeconds: number;
  readonly idleTimeoutSeconds: number;
  /** @default no access logs */
  readonly accessLogRetentionDays?: number;
  /** Deletion protection, and access logs that outlive a destroy. */
  readonly protect: boolean;
}

/** An internet-facing Application Load Balancer with a node in each zone. */
export class LoadBalancer extends Construct {
  readonly securityGroup: SecurityGroup;
  readonly alb: Lb;
  readonly clientRules: readonly VpcSecurityGroupIngressRule[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LoadBalancerProps,
  ) {
    super(scope, id);
    this.securityGroup = this.createSecurityGroup();
    this.clientRules = props.ports.flatMap((port) =>
      props.allowedCidrBlocks.map((block) => this.admitClients(port, block)),
    );
    this.alb = this.createAlb(this.createAccessLogs());
  }

  /** Without an egress rule Terraform leaves the group none: each path to a target adds its own. */
  private createSecurityGroup(): SecurityGroup {
    return new SecurityGroup(this, "security-group", {
      namePrefix: `${this.props.name}-alb-`,
      description: `Load balancer of ${this.props.name}: clients in, mapped ports of the targets out`,
      vpcId: this.props.network.vpcId,
      tags: { Name: `${this.props.name}-alb` },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private admitClients(port: number, cidrBlock: string): VpcSecurityGroupIngressRule {
    return new VpcSecurityGroupIngressRule(this, `clients-${port}-${idOf(cidrBlock)}`, {
      securityGroupId: this.securityGroup.id,
      description: `Clients on port ${port}`,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4: cidrBlock,
    });
  }

  private createAccessLogs(): AccessLogBucket | undefined {
    const { accessLogRetentionDays: retentionDays, name, account, protect } = this.props;
    return retentionDays === undefined
      ? undefined
      : new AccessLogBucket(this, "access-logs", {
          prefix: name,
          account,
          retentionDays,
          forceDestroy: !protect,
        });
  }

  private createAlb(accessLogs: AccessLogBucket | undefined): Lb {
    const { network } = this.props;
    return new Lb(this, "alb", {
      name: this.props.name,
      loadBalancerType: "application",
      internal: false,
      ipAddressType: "ipv4",
      securityGroups: [this.securityGroup.id],
      subnets: network.subnetIds,
      dropInvalidHeaderFields: true,
      enableCrossZoneLoadBalancing: true,
      enableZonalShift: true,
      enableDeletionProtection: this.props.protect,
      clientKeepAlive: this.props.clientKeepAliveSeconds,
      idleTimeout: this.props.idleTimeoutSeconds,
      accessLogs: accessLogs && { bucket: accessLogs.bucketName, enabled: true },
      // The load balancer checks at its creation that it may write.
      dependsOn: accessLogs && [accessLogs.policy],
      // A destroy is refused as a whole then, not halfway when it comes to the load balancer.
      lifecycle: { preventDestroy: this.props.protect, precondition: [this.zonesDiffer()] },
    });
  }

  private zonesDiffer() {
    const zones = listOf(this.props.network.availabilityZones);
    return refuseUnless(
      `length(distinct(${zones})) == ${this.props.network.zones.length}`,
      `two subnets of the service are in one zone (\${join(", ", ${zones})}): give newSubnets an availabilityZone each`,
    );
  }
}
