import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";
import { REMOVED_LAST } from "../common/lifecycle";
import { InternetRoute } from "./internet-route";

/** A subnet and the zone that it stands for. */
export interface ZoneSubnet {
  readonly subnetId: string;
  readonly availabilityZone: string;
}

export interface PublicSubnetProps {
  /** Its Name tag, by which `modules/free-subnet` knows it again. */
  readonly name: string;
  readonly vpcId: string;
  readonly internetGatewayId: string;
  readonly availabilityZone: string;
  readonly cidrBlock: string;
}

/** A subnet with a route to the Internet Gateway. */
export class PublicSubnet extends Construct implements ZoneSubnet {
  readonly subnet: Subnet;
  readonly internetRoute: InternetRoute;
  /**
   * As it was asked for, not as the resource reports it: what is looked up with it is then read at
   * the plan, where a reference to a resource would put it off to the apply.
   */
  readonly availabilityZone: string;

  constructor(scope: Construct, id: string, props: PublicSubnetProps) {
    super(scope, id);
    this.availabilityZone = props.availabilityZone;
    this.subnet = new Subnet(this, "subnet", {
      vpcId: props.vpcId,
      cidrBlock: props.cidrBlock,
      availabilityZone: props.availabilityZone,
      // The launch template gives its instances addresses; nothing else here should get one.
      mapPublicIpOnLaunch: false,
      tags: { Name: props.name },
      // A subnet cannot move: either change would replace it and all that stands in it.
      lifecycle: { ...REMOVED_LAST, ignoreChanges: ["availability_zone", "cidr_block"] },
    });
    this.internetRoute = new InternetRoute(this, "internet", {
      ...props,
      subnetId: this.subnet.id,
    });
  }

  get subnetId(): string {
    return this.subnet.id;
  }
}
