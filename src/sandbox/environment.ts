/** What points Terraform, the AWS CLI and the SDKs at a sandbox, with credentials that are none. */
export function sandboxEnvironment(url: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_REGION: region,
    // No request must leave this machine for the credentials of an instance.
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
