import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Environment } from "../../../settings";
import type { AwsClients } from "../../../topology/live/clients";
import type { Check } from "../check";
import { mistaken, type Place, sound } from "./answer";
import { lookUpCluster } from "./cluster";
import { lookUpImage, lookUpInstanceTypes } from "./instances";
import { lookUpNetwork } from "./network";
import { lookUpTaskDefinitions } from "./task-definitions";
import { lookUpTaskSubnets } from "./task-subnets";

export interface SettingsLookup {
  /** That of the credentials. */
  readonly accountId: string;
  /** Not the settings' one, so that nothing was looked up in it. */
  readonly wrongAccount: boolean;
  /** Each with the path of a setting as its title. */
  readonly checks: readonly Check[];
}

type Clients = Pick<AwsClients, "ec2" | "ecs" | "sts">;

/**
 * Looks up what the settings name and only AWS can tell, whether or not anything is deployed: every
 * mistake at once, before Terraform meets the first of them at the plan. Changes nothing.
 *
 * @throws where not even the credentials' account can be told; a lookup that fails otherwise is
 *   among the checks, as unknown
 */
export async function lookUpSettings(
  { ec2, ecs, sts }: Clients,
  environment: Environment,
): Promise<SettingsLookup> {
  const { Account: accountId = "" } = await sts.send(new GetCallerIdentityCommand({}));
  const account = accountCheck(environment, accountId);
  if (account.verdict !== "holds") {
    // What another account has would only be mistaken for what is missing.
    return { accountId, wrongAccount: true, checks: [account] };
  }
  const place: Place = {
    described: `${environment.region} of account ${accountId}`,
    foundation: environment.foundation && `${environment.name}-foundation`,
  };
  const [network, cluster, definitions, image] = await Promise.all([
    lookUpNetwork(ec2, environment, place),
    lookUpCluster(ecs, environment, place),
    lookUpTaskDefinitions(ecs, environment.services, place),
    lookUpImage(ec2, environment, place),
  ]);
  const [types, taskSubnets] = await Promise.all([
    lookUpInstanceTypes(ec2, environment, network.subnet, place),
    lookUpTaskSubnets(ec2, environment, network.vpc, place),
  ]);
  return {
    accountId,
    wrongAccount: false,
    checks: [
      account,
      ...network.checks,
      ...cluster,
      ...definitions,
      ...taskSubnets,
      ...types,
      ...image,
    ],
  };
}

function accountCheck({ accountId: written }: Environment, found: string): Check {
  const path = ["accountId"];
  if (written === undefined) {
    return sound(path, `left out; the credentials are of account ${found}`);
  }
  return written === found
    ? sound(path, `"${written}" is the account of the credentials`)
    : mistaken(
        path,
        `"${written}" is not the account of the credentials, "${found}": choose another AWS_PROFILE, or correct it; nothing else was looked up in that account`,
      );
}
