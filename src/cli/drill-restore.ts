import { EXIT } from "../drill/drill-error";
import { AwsAccount } from "../drill/fault/aws-account";
import { describeChange } from "../drill/fault/change";
import { restore } from "../drill/fault/inject";
import { Journal } from "../drill/fault/journal";
import { identify } from "../drill/preflight/identity";
import { closeClients, createClients } from "../topology/live/clients";
import { sayFailure } from "./drill-session";

/** `ha drill --restore JOURNAL`: undoes what a drill that was killed has left. */
export async function restoreJournal(path: string): Promise<void> {
  try {
    const journal = Journal.open(path);
    const { account, region, environment } = journal.header;
    const clients = createClients(region);
    try {
      await identify(clients, { environment, region, accountId: account });
      await undo(new AwsAccount(clients), journal);
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
  const { left, failed } = await restore(account, journal);
  for (const remark of [...left, ...failed]) {
    console.error(remark);
  }
  console.log(
    failed.length > 0
      ? `not all is as before: mend what is named above, and repeat this command`
      : `${left.length > 0 ? "nothing more is to be undone" : "everything is as before"}: ${journal.header.drill}`,
  );
  process.exitCode = failed.length > 0 ? EXIT.couldNotTell : EXIT.holds;
}
