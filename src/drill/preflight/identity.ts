import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { AwsClients } from "../../topology/live/clients";
import { DrillError } from "../drill-error";
import type { EnvironmentScope } from "../environment-scope";

/**
 * The account that the credentials are of; read before anything else is.
 *
 * @throws DrillError where it, or the shell's region, is not the environment's
 */
export async function identify(
  { sts }: AwsClients,
  scope: Pick<EnvironmentScope, "environment" | "accountId" | "region">,
  shell: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const region = shell["AWS_REGION"] ?? shell["AWS_DEFAULT_REGION"];
  if (region !== undefined && region !== scope.region) {
    throw new DrillError(
      `AWS_REGION is "${region}", and the environment "${scope.environment}" is in "${scope.region}": set AWS_REGION to that, or unset it`,
    );
  }
  const { Account: account = "" } = await sts.send(new GetCallerIdentityCommand({}));
  if (scope.accountId !== undefined && account !== scope.accountId) {
    throw new DrillError(
      `the credentials are of the account "${account}", and the environment "${scope.environment}" is in "${scope.accountId}": choose another AWS_PROFILE`,
    );
  }
  return account;
}
