import type { AccessKey } from "./gateway/access-keys";

/** Where a sandbox is, and what it lets in. */
export interface SandboxEndpoint {
  readonly url: string;
  readonly region: string;
  readonly accessKey: AccessKey;
}

/** What points Terraform, the AWS CLI and the SDKs at a sandbox. */
export function sandboxEnvironment({
  url,
  region,
  accessKey,
}: SandboxEndpoint): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    AWS_REGION: region,
    // Version 1 of the AWS CLI knows this one alone.
    AWS_DEFAULT_REGION: region,
    // No request must leave this machine for the credentials of an instance.
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
