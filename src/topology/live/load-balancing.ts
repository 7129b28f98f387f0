import {
  type Action,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type LoadBalancer as ElbLoadBalancer,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Knowable, unknown } from "../knowable";
import type { Listener, ListenerAction, ListenerRule, LoadBalancer } from "../model";
import type { AwsClients } from "./clients";
import { NotFoundInAccount } from "./scope";
import { readTraffic } from "./traffic";

/** A load balancer as the API tells it. @throws NotFoundInAccount where there is none of the name */
export async function findLoadBalancer(
  { elb }: AwsClients,
  name: string,
): Promise<ElbLoadBalancer & { readonly LoadBalancerArn: string }> {
  const found = await elb
    .send(new DescribeLoadBalancersCommand({ Names: [name] }))
    .catch((error: Error) => {
      if (error.name === "LoadBalancerNotFoundException") {
        return { LoadBalancers: [] };
      }
      throw error;
    });
  const [loadBalancer] = found.LoadBalancers ?? [];
  if (!loadBalancer?.LoadBalancerArn) {
    throw new NotFoundInAccount(
      `no load balancer "${name}": deploy the environment first, or check account and region`,
    );
  }
  return { ...loadBalancer, LoadBalancerArn: loadBalancer.LoadBalancerArn };
}

export async function readLoadBalancer(
  clients: AwsClients,
  found: ElbLoadBalancer & { readonly LoadBalancerArn: string },
): Promise<LoadBalancer> {
  const { LoadBalancerArn: arn } = found;
  const { Attributes = [] } = await clients.elb.send(
    new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }),
  );
  const attribute = (key: string) => Attributes.find(({ Key }) => Key === key)?.Value;
  const { egress } = await readTraffic(clients, found.SecurityGroups ?? []);
  return {
    address: arn,
    name: found.LoadBalancerName ?? unknown("not told"),
    subnets: (found.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
    internal: found.Scheme === "internal",
    deletionProtection: flag(attribute("deletion_protection.enabled")),
    zonalShift: flag(attribute("zonal_shift.config.enabled")),
    idleTimeoutSeconds: numberOf(attribute("idle_timeout.timeout_seconds")),
    listeners: await readListeners(clients, arn),
    securityGroups: found.SecurityGroups ?? [],
    egress,
    lifecycle: unknown("Terraform's own: not told by a live account"),
  };
}

async function readListeners({ elb }: AwsClients, arn: string): Promise<Listener[]> {
  const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
  return Promise.all(
    Listeners.map(async (listener) => {
      const { Rules = [] } = await elb.send(
        new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }),
      );
      return {
        address: listener.ListenerArn ?? "",
        port: listener.Port ?? unknown("not told"),
        protocol: listener.Protocol ?? unknown("not told"),
        defaultAction: actionOf(listener.DefaultActions),
        rules: Rules.filter(({ IsDefault }) => !IsDefault).map(ruleOf),
      };
    }),
  );
}

function ruleOf(rule: Rule): ListenerRule {
  /** Empty where the rule does not look at the field. */
  const valuesOf = (field: string) => {
    const condition = rule.Conditions?.find(({ Field }) => Field === field);
    return (
      condition?.PathPatternConfig?.Values ??
      condition?.HostHeaderConfig?.Values ??
      condition?.Values ??
      []
    );
  };
  return {
    address: rule.RuleArn ?? "",
    priority: numberOf(rule.Priority),
    hosts: valuesOf("host-header"),
    paths: valuesOf("path-pattern"),
    action: actionOf(rule.Actions),
  };
}

/** The last action of a listener or rule is the one that answers. */
function actionOf(actions: readonly Action[] = []): ListenerAction {
  const action = actions.at(-1);
  const forwarded = action?.ForwardConfig?.TargetGroups ?? [];
  const arns = forwarded.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
  return {
    type: action?.Type ?? unknown("not told"),
    targetGroups: arns.length > 0 ? arns : action?.TargetGroupArn ? [action.TargetGroupArn] : [],
  };
}

export function flag(value: string | undefined): Knowable<boolean> {
  return value === undefined ? unknown("not told") : value === "true";
}

export function numberOf(value: string | number | undefined): Knowable<number> {
  return value === undefined ? unknown("not told") : Number(value);
}
