import { RunInstancesCommand, type Tag } from "@aws-sdk/client-ec2";
import type { LaunchTemplate } from "./launch-template";
import type { Store } from "./store";

/**
 * Has the store keep an instance as a launch template describes it.
 *
 * @param tags on top of the template's own, which they override
 * @returns its id
 */
export async function runInstance(
  store: Store,
  { data, instanceTags }: LaunchTemplate,
  {
    subnetId,
    instanceType,
    tags,
  }: { subnetId: string; instanceType: string; tags: readonly Tag[] },
): Promise<string> {
  const { Instances } = await store.ec2.send(
    new RunInstancesCommand({
      ImageId: data.ImageId,
      InstanceType: instanceType as "t3.small",
      SubnetId: subnetId,
      MinCount: 1,
      MaxCount: 1,
      UserData: data.UserData,
      TagSpecifications: [{ ResourceType: "instance", Tags: overridden(instanceTags, tags) }],
    }),
  );
  return Instances?.[0]?.InstanceId as string;
}

function overridden(tags: readonly Tag[], by: readonly Tag[]): Tag[] {
  return [...new Map([...tags, ...by].map((tag) => [tag.Key, tag])).values()];
}
