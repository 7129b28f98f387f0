import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Construct } from "constructs";

export interface InternetRouteProps {
  readonly name: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly internetGatewayId: string;
}

/** A route table of the subnet's own that sends 0.0.0.0/0 to the Internet Gateway. */
export class InternetRoute extends Construct {
  constructor(scope: Construct, id: string, props: InternetRouteProps) {
    super(scope, id);
    const table = new RouteTable(this, "table", {
      vpcId: props.vpcId,
      tags: { Name: props.name },
    });
    new Route(this, "default-route", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: props.internetGatewayId,
    });
    new RouteTableAssociation(this, "association", {
      routeTableId: table.id,
      subnetId: props.subnetId,
    });
  }
}
