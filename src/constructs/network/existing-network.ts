import { DataAwsInternetGateway } from "@cdktf/provider-aws/lib/data-aws-internet-gateway";
import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Construct } from "constructs";
import { EffectiveRouteTable } from "./effective-route-table";
import type { ZoneSubnet } from "./public-subnet";

/** An AWS resource by its id, or by the value of its Name tag. */
export type Reference = { readonly id: string } | { readonly name: string };

export interface ExistingNetworkProps {
  readonly vpc: Reference;
  readonly subnet: Reference;
}

/** The VPC, public subnet and Internet Gateway that the service has today. */
export class ExistingNetwork extends Construct {
  readonly vpc: DataAwsVpc;
  readonly internetGateway: DataAwsInternetGateway;
  readonly subnet: DataAwsSubnet;

  constructor(scope: Construct, id: string, props: ExistingNetworkProps) {
    super(scope, id);
    this.vpc = new DataAwsVpc(this, "vpc", byReference(props.vpc));
    this.internetGateway = new DataAwsInternetGateway(this, "internet-gateway", {
      filter: [{ name: "attachment.vpc-id", values: [this.vpc.id] }],
    });
    this.subnet = this.lookUpSubnet(props.subnet);
    this.checkRouteToInternet();
  }

  get zoneSubnet(): ZoneSubnet {
    return { subnetId: this.subnet.id, availabilityZone: this.subnet.availabilityZone };
  }

  /** By its id even in another VPC, so that `modules/free-subnet` can name the mistake. */
  private lookUpSubnet(reference: Reference): DataAwsSubnet {
    return new DataAwsSubnet(this, "subnet", {
      ...byReference(reference),
      vpcId: "id" in reference ? undefined : this.vpc.id,
    });
  }

  private checkRouteToInternet(): void {
    const gatewayId = `${this.internetGateway.fqn}.internet_gateway_id`;
    new EffectiveRouteTable(this, "route", {
      vpcId: this.vpc.id,
      subnetId: this.subnet.id,
      someRoute: `route.cidr_block == "0.0.0.0/0" && route.gateway_id == ${gatewayId}`,
      otherwise: `existing.subnet: "\${${this.subnet.fqn}.id}" is not public: its route table "\${self.id}" has no route from 0.0.0.0/0 to Internet Gateway "\${${gatewayId}}"; add it, or give a public subnet`,
    });
  }
}

function byReference(reference: Reference): { id: string } | { tags: { Name: string } } {
  return "id" in reference ? { id: reference.id } : { tags: { Name: reference.name } };
}
