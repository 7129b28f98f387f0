import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

import { REMOVED_LAST } from "../common/lifecycle";

export interface InternetRouteProps {
  readonly name: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly internetGatewayId: string;
}

/** A route table of the subnet's own that sends 0.0.0.0/0 to the Internet Gateway. */
export class InternetRoute extends Construct {
  /** What must stand for the subnet to reach the internet. */
  readonly route: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: InternetRouteProps) {
    super(scope, id);
    const table = new RouteTable(this, "table", {
      vpcId: props.vpcId,
      tags: { Name: props.name },
      lifecycle: REMOVED_LAST,
    });
    const defaultRoute = new Route(this, "default-route", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: props.internetGatewayId,
      lifecycle: REMOVED_LAST,
    });
    const association = new RouteTableAssociation(this, "association", {
      routeTableId: table.id,
      subnetId: props.subnetId,
      lifecycle: REMOVED_LAST,
    });
    this.route = [defaultRoute, association];
  }
}
