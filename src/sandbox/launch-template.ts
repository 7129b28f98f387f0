import {
  DescribeLaunchTemplateVersionsCommand,
  type ResponseLaunchTemplateData,
  type Tag,
} from "@aws-sdk/client-ec2";
import { AwsError } from "./gateway/aws-response";
import type { Store } from "./store";

/** As a group names it: by id or by name, in a version that may be `$Latest` or `$Default`. */
export interface LaunchTemplateReference {
  readonly id?: string;
  readonly name?: string;
  readonly version: string;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  /** A number, whatever the reference said. */
  readonly version: string;
  readonly data: ResponseLaunchTemplateData;
  readonly instanceTags: readonly Tag[];
  /** From ECS_CLUSTER in its user data; none where its instances join no cluster. */
  readonly cluster: string | undefined;
}

/** @throws AwsError where there is no such template or version */
export async function readTemplate(
  store: Store,
  { id, name, version }: LaunchTemplateReference,
): Promise<LaunchTemplate> {
  const { LaunchTemplateVersions } = await store.ec2.send(
    new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateId: id,
      LaunchTemplateName: id ? undefined : name,
      Versions: [version],
    }),
  );
  const found = LaunchTemplateVersions?.[0];
  if (!found?.LaunchTemplateData) {
    throw new AwsError(
      "ValidationError",
      `You must use a valid fully-formed launch template. The launch template ${id ?? name} has no version ${version}`,
    );
  }
  const specifications = found.LaunchTemplateData.TagSpecifications ?? [];
  return {
    id: found.LaunchTemplateId as string,
    name: found.LaunchTemplateName as string,
    version: String(found.VersionNumber),
    data: found.LaunchTemplateData,
    instanceTags: specifications
      .filter(({ ResourceType }) => ResourceType === "instance")
      .flatMap(({ Tags = [] }) => Tags),
    cluster: clusterIn(found.LaunchTemplateData.UserData),
  };
}

function clusterIn(userData: string | undefined): string | undefined {
  return /^ECS_CLUSTER=(\S+)/m.exec(Buffer.from(userData ?? "", "base64").toString("utf8"))?.[1];
}
