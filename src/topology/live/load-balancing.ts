import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type LoadBalancer as ElbLoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { unknown } from "../knowable";
import type { Listener, LoadBalancer } from "../model";
import type { AwsClients } from "./clients";
import { actionOf, ruleOf } from "./listener-rules";
import { NotFoundInAccount } from "./scope";
import { readTraffic } from "./traffic";
import { flag, numberOf } from "./values";

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
