import { DataAwsRouteTable } from "@cdktf/provider-aws/lib/data-aws-route-table";
import { DataAwsRouteTables } from "@cdktf/provider-aws/lib/data-aws-route-tables";
import { Construct } from "constructs";
import { refuseUnless } from "../common/refusal";

export interface EffectiveRouteTableProps {
  readonly vpcId: string;
  readonly subnetId: string;
  /** HCL over `route`: what one route of the table must fulfil. */
  readonly someRoute: string;
  readonly otherwise: string;
}

/** The route table that decides for a subnet: its own or, where it has none, the VPC's main one. */
export class EffectiveRouteTable extends Construct {
  constructor(scope: Construct, id: string, props: EffectiveRouteTableProps) {
    super(scope, id);
    const own = this.find("own", props.vpcId, "association.subnet-id", props.subnetId);
    const main = this.find("main", props.vpcId, "association.main", "true");
    new DataAwsRouteTable(this, "table", {
      routeTableId: `\${try(${own.fqn}.ids[0], ${main.fqn}.ids[0])}`,
      lifecycle: {
        postcondition: [
          refuseUnless(`anytrue([for route in self.routes : ${props.someRoute}])`, props.otherwise),
        ],
      },
    });
  }

  private find(id: string, vpcId: string, filter: string, value: string): DataAwsRouteTables {
    return new DataAwsRouteTables(this, id, { vpcId, filter: [{ name: filter, values: [value] }] });
  }
}
