import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import { listOf } from "../common/hcl";
import { refuseUnless } from "../common/refusal";
import { shortened } from "../common/shortened";
import { EffectiveRouteTable } from "../network/effective-route-table";
import type { ZonalNetwork } from "../network/zonal-network";

export interface TaskNetworkProps {
  readonly serviceName: string;
  readonly network: ZonalNetwork;
  readonly subnetIds: readonly string[];
  /** How the tasks reach AWS; a NAT gateway is checked, endpoints are taken on trust. */
  readonly egress: "nat-gateway" | "vpc-endpoints";
}

/** Of a service in a prefix of the provider's, which may have 100 characters. */
const LONGEST_NAME = 90;

/** Where the tasks of a service in awsvpc mode have their addresses. */
export class TaskNetwork extends Construct {
  readonly subnetIds: string[];
  private readonly subnets: readonly DataAwsSubnet[];
  readonly securityGroup: SecurityGroup;
  /** What must stand for a task to pull its image. */
  readonly egress: VpcSecurityGroupEgressRule;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TaskNetworkProps,
  ) {
    super(scope, id);
    this.subnets = props.subnetIds.map((subnetId, index) => this.lookUp(subnetId, index + 1));
    this.subnetIds = this.subnets.map((subnet) => subnet.id);
    this.securityGroup = this.createSecurityGroup();
    this.egress = this.allowEgress();
  }

  /** Two subnets may share a zone, and leave another without. */
  coversZones() {
    const { network, serviceName } = this.props;
    const covered = `distinct(${listOf(this.subnets.map((subnet) => subnet.availabilityZone))})`;
    return refuseUnless(
      `length(${covered}) == ${network.zones.length}`,
      `service "${serviceName}": the awsvpc subnets are in \${join(", ", ${covered})} only: give one in each of \${join(", ", ${listOf(network.availabilityZones)})}`,
    );
  }

  private lookUp(subnetId: string, ordinal: number): DataAwsSubnet {
    const { network, serviceName } = this.props;
    const zones = listOf(network.availabilityZones);
    const subject = `service "${serviceName}": awsvpc subnet "${subnetId}"`;
    const subnet = new DataAwsSubnet(this, `subnet-${ordinal}`, {
      id: subnetId,
      lifecycle: {
        postcondition: [
          refuseUnless(
            `self.vpc_id == ${network.vpcId}`,
            `${subject} is in VPC "\${self.vpc_id}", not the service's: give a subnet of the service's VPC`,
          ),
          refuseUnless(
            `contains(${zones}, self.availability_zone)`,
            `${subject} is in zone "\${self.availability_zone}", where the service has no instances (\${join(", ", ${zones})}): give a subnet in one of those`,
          ),
        ],
      },
    });
    if (this.props.egress === "nat-gateway") {
      new EffectiveRouteTable(this, `route-${ordinal}`, {
        vpcId: network.vpcId,
        subnetId,
        someRoute: 'route.cidr_block == "0.0.0.0/0" && startswith(route.nat_gateway_id, "nat-")',
        otherwise: `${subject} has no route from 0.0.0.0/0 to a NAT gateway, so its tasks could not pull an image: add it, or set egress to vpc-endpoints`,
      });
    }
    return subnet;
  }

  private createSecurityGroup(): SecurityGroup {
    const name = shortened(this.props.serviceName, LONGEST_NAME);
    return new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-tasks-`,
      description: `Tasks of ${name}: from the load balancer alone`,
      vpcId: this.props.network.vpcId,
      tags: { Name: `${name}-tasks` },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private allowEgress(): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this, "egress", {
      securityGroupId: this.securityGroup.id,
      description: "AWS endpoints and whatever the program calls",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
  }
}
