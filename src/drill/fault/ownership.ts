import type { AwsClients } from "../../topology/live/clients";
import { DrillError } from "../drill-error";
import type { EnvironmentScope } from "../environment-scope";
import { readInstanceStates } from "../state/capacity-state";
import type { Account } from "./account";
import type { Change } from "./change";
import type { Journal } from "./journal";

/**
 * Refuses a journal that would have something undone which is not the environment's: it may be of
 * another checkout, or changed by hand. What is gone for good cannot be harmed, and may be named.
 *
 * @throws DrillError before anything is touched
 */
export async function refuseForeignChanges(
  clients: AwsClients,
  account: Pick<Account, "instanceStates">,
  scope: EnvironmentScope,
  { path, header, unrestored }: Pick<Journal, "path" | "header" | "unrestored">,
): Promise<void> {
  const changes = unrestored.map(({ change }) => change);
  const foreign = [
    ...foreignPlace(header.region, scope.region, "region"),
    ...foreignPlace(header.account, scope.accountId, "account"),
    ...foreignGroups(changes, scope),
    ...(await foreignInstances(clients, account, scope, changes)),
  ];
  if (foreign.length > 0) {
    throw new DrillError(
      `"${path}" names what is not of the environment "${scope.environment}": ${foreign.join("; ")}: nothing was touched; give the journal that the drill named, or restore by hand what it left`,
    );
  }
}

function foreignPlace(written: string, wanted: string | undefined, what: string): string[] {
  return wanted === undefined || written === wanted
    ? []
    : [`the ${what} "${written}", where the settings say "${wanted}"`];
}

function foreignGroups(changes: readonly Change[], { instanceGroup }: EnvironmentScope): string[] {
  const groups = changes.flatMap((change) => ("group" in change ? change.group : []));
  return [...new Set(groups)]
    .filter((group) => group !== instanceGroup)
    .map((group) => `the Auto Scaling group "${group}", where its own is "${instanceGroup}"`);
}

async function foreignInstances(
  clients: AwsClients,
  account: Pick<Account, "instanceStates">,
  scope: EnvironmentScope,
  changes: readonly Change[],
): Promise<string[]> {
  const ids = [
    ...new Set(changes.flatMap((change) => ("instanceIds" in change ? change.instanceIds : []))),
  ];
  if (ids.length === 0) {
    return [];
  }
  const states = await account.instanceStates(ids);
  const own = new Set((await readInstanceStates(clients, scope)).map(({ id }) => id));
  const tags = Object.entries(scope.instanceTags).map(([key, value]) => `${key}=${value}`);
  return ids
    .filter((id) => !own.has(id) && !isGone(states.get(id)))
    .map((id) => `the instance ${id}, which lacks its tags (${tags.join(", ")})`);
}

function isGone(state: string | undefined): boolean {
  return state === undefined || state === "terminated" || state === "shutting-down";
}
