import { EXIT } from "../drill/drill-error";
import { scopeOf } from "../drill/environment-scope";
import { AwsAccount } from "../drill/fault/aws-account";
import { describeChange } from "../drill/fault/change";
import { remarksOf, restore } from "../drill/fault/inject";
import { Journal } from "../drill/fault/journal";
import { refuseForeignChanges } from "../drill/fault/ownership";
import { identify } from "../drill/preflight/identity";
import { closeClients, createClients } from "../topology/live/clients";
import { chooseEnvironment } from "./choose-environment";
import { sayFailure } from "./drill-session";

/** `ha drill --restore JOURNAL`: undoes what a drill that was killed has left. */
export async function restoreJournal(path: string): Promise<void> {
  try {
    const journal = Journal.open(path);
    const { account: accountId, region, environment } = journal.header;
    const scope = scopeOf(await chooseEnvironment(environment));
    const clients = createClients(region);
    try {
      await identify(clients, { environment, region, accountId });
      const account = new AwsAccount(clients);
      await refuseForeignChanges(clients, account, scope, journal);
      await undo(account, journal);
    } finally {
      closeClients(clients);
      journal.close();
    }
  } catch (error) {
    sayFailure(error);
  }
}

async function undo(account: AwsAccount, journal: Journal): Promise<void> {
  const changes = journal.unrestored;
  for (const { change } of changes) {
    console.error(`undo: ${describeChange(change)}`);
  }
  const restoration = await restore(account, journal);
  const { left, failed } = restoration;
  for (const remark of remarksOf(restoration)) {
    console.error(remark);
  }
  console.log(
    failed.length > 0
      ? `not everything is as before: fix what is named above, and repeat this command`
      : `${left.length > 0 ? "nothing more is to be undone" : "everything is as before"}: ${journal.header.drill}`,
  );
  process.exitCode = failed.length > 0 ? EXIT.couldNotTell : EXIT.holds;
}
