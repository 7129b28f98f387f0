import { DescribeClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../gateway/aws-response";
import type { Store } from "../store";
import type { ServiceInput } from "./service";

/**
 * What ECS demands of the things that a service names, so that a wrong order of creation shows here
 * as it does in AWS.
 *
 * @throws AwsError in the words of ECS
 */
export async function checkReferences(store: Store, input: ServiceInput): Promise<void> {
  await checkCluster(store, input);
  for (const { targetGroupArn } of input.loadBalancers ?? []) {
    if (targetGroupArn) {
      await checkTargetGroup(store, targetGroupArn);
    }
  }
}

async function checkCluster(store: Store, input: ServiceInput): Promise<void> {
  const { clusters = [] } = await store.ecs.send(
    new DescribeClustersCommand({ clusters: [input.cluster] }),
  );
  const cluster = clusters[0];
  if (cluster?.status !== "ACTIVE") {
    throw new AwsError("ClusterNotFoundException", "Cluster not found.");
  }
  const strategy = (input["capacityProviderStrategy"] ?? []) as readonly {
    readonly capacityProvider: string;
  }[];
  const foreign = strategy.find(
    ({ capacityProvider }) => !cluster.capacityProviders?.includes(capacityProvider),
  );
  if (foreign) {
    throw new AwsError(
      "InvalidParameterException",
      `The specified capacity provider '${foreign.capacityProvider}' is not associated with the cluster. Associate it and try again.`,
    );
  }
}

/** @see https://repost.aws/knowledge-center/ecs-load-balancer-errors */
async function checkTargetGroup(store: Store, arn: string): Promise<void> {
  const groups = await store.elb
    .send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }))
    .catch(() => undefined);
  const group = groups?.TargetGroups?.[0];
  if (!group) {
    throw new AwsError(
      "InvalidParameterException",
      `Unable to find the target group with targetGroupArn ${arn}.`,
    );
  }
  if (!group.LoadBalancerArns?.length) {
    throw new AwsError(
      "InvalidParameterException",
      `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
    );
  }
}
