import { DrillError } from "../drill/drill-error";
import { scopeOf } from "../drill/environment-scope";
import { AwsAccount } from "../drill/fault/aws-account";
import { describeChange } from "../drill/fault/change";
import { remarksOf, restore } from "../drill/fault/inject";
import { Journal } from "../drill/fault/journal";
import { refuseForeignChanges } from "../drill/fault/ownership";
import { identify } from "../drill/preflight/identity";
import { jsonOutput } from "../json-output";
import { closeClients, createClients } from "../topology/live/clients";
import { chooseEnvironment } from "./choose-environment";
import { sayFailure } from "./drill-session";
import { printResult } from "./result";

/** `ha drill --restore JOURNAL`: undoes what a drill that was killed has left. */
export async function restoreJournal(path: string, json: boolean): Promise<void> {
  try {
    const journal = Journal.open(path);
    const { account: accountId, region, environment } = journal.header;
    const scope = scopeOf(await chooseEnvironment(environment));
    const clients = createClients(region);
    try {
      await identify(clients, { environment, region, accountId });
      const account = new AwsAccount(clients);
      await refuseForeignChanges(clients, account, scope, journal);
      await undo(account, journal, json);
    } finally {
      closeClients(clients);
      journal.close();
    }
  } catch (error) {
    sayFailure(error);
  }
}

async function undo(account: AwsAccount, journal: Journal, json: boolean): Promise<void> {
  const changes = journal.unrestored;
  for (const { change } of changes) {
    console.error(`undo: ${describeChange(change)}`);
  }
  const restoration = await restore(account, journal);
  const { left, failed } = restoration;
  for (const remark of remarksOf({ ...restoration, failed: [] })) {
    console.error(remark);
  }
  if (failed.length > 0) {
    throw new DrillError(
      [...failed, "not everything is as before: fix that, and repeat this command"].join("\n"),
    );
  }
  const { drill } = journal.header;
  const restored = left.length > 0 ? "nothing more is to be undone" : "everything is as before";
  printResult(json ? jsonOutput({ drill, leftAsFound: left }) : `${restored}: ${drill}`);
}
