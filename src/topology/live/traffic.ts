import { DescribeSecurityGroupRulesCommand, type SecurityGroupRule } from "@aws-sdk/client-ec2";
import { unknown } from "../knowable";
import type { TrafficRule } from "../model";
import type { AwsClients } from "./clients";

export interface Traffic {
  readonly ingress: readonly TrafficRule[];
  readonly egress: readonly TrafficRule[];
}

/** What some security groups let in and out, together. */
export async function readTraffic(
  { ec2 }: AwsClients,
  securityGroups: readonly string[],
): Promise<Traffic> {
  if (securityGroups.length === 0) {
    return { ingress: [], egress: [] };
  }
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({
      Filters: [{ Name: "group-id", Values: [...securityGroups] }],
    }),
  );
  // An account's answer is narrowed once more: an emulator may not heed the filter.
  const rules = SecurityGroupRules.filter(({ GroupId = "" }) => securityGroups.includes(GroupId));
  return {
    ingress: rules.filter(({ IsEgress }) => !IsEgress).map(trafficRule),
    egress: rules.filter(({ IsEgress }) => IsEgress).map(trafficRule),
  };
}

function trafficRule(rule: SecurityGroupRule): TrafficRule {
  const cidr = rule.CidrIpv4 ?? rule.CidrIpv6;
  const group = rule.ReferencedGroupInfo?.GroupId;
  const protocol = protocolOf(rule.IpProtocol);
  return {
    protocol,
    fromPort: protocol === "all" ? 0 : (rule.FromPort ?? unknown("not told")),
    toPort: protocol === "all" ? 65_535 : (rule.ToPort ?? unknown("not told")),
    ...(cidr
      ? { peer: "cidr", peers: [cidr] }
      : group
        ? { peer: "group", peers: [group] }
        : { peer: "other", peers: rule.PrefixListId ? [rule.PrefixListId] : [] }),
  };
}

function protocolOf(protocol: string | undefined): TrafficRule["protocol"] {
  switch (protocol) {
    case "-1":
      return "all";
    case "tcp":
    case "udp":
    case "icmp":
      return protocol;
    default:
      return "other";
  }
}
