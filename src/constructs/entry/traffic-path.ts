import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { REMOVED_LAST } from "../common/lifecycle";

export interface PortRange {
  readonly fromPort: number;
  readonly toPort: number;
}

/**
 * The host ports that Docker hands out. On Amazon Linux 2023 the kernel's range ends at 60999; the
 * agent's documented fallback range ends at 65535.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export const DYNAMIC_HOST_PORTS: PortRange = { fromPort: 32_768, toPort: 65_535 };

export interface TrafficPathProps {
  readonly from: SecurityGroup;
  readonly to: SecurityGroup;
  readonly ports: PortRange;
}

/** The pair of rules that lets the load balancer reach its targets, and no one else. */
export class TrafficPath extends Construct {
  readonly rules: ITerraformDependable[];

  constructor(scope: Construct, id: string, { from, to, ports }: TrafficPathProps) {
    super(scope, id);
    const egress = new VpcSecurityGroupEgressRule(this, "egress", {
      securityGroupId: from.id,
      description: "Requests and health checks to the tasks",
      ipProtocol: "tcp",
      ...ports,
      referencedSecurityGroupId: to.id,
      lifecycle: REMOVED_LAST,
    });
    const ingress = new VpcSecurityGroupIngressRule(this, "ingress", {
      securityGroupId: to.id,
      description: "Requests and health checks from the load balancer",
      ipProtocol: "tcp",
      ...ports,
      referencedSecurityGroupId: from.id,
      lifecycle: REMOVED_LAST,
    });
    this.rules = [egress, ingress];
  }
}
