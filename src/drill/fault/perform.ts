import { DrillError } from "../drill-error";
import type { Account } from "./account";
import { type Change, DRILL_TAG } from "./change";
import { foundAcl } from "./found-acl";

/**
 * Does one change; doing it again changes nothing more.
 *
 * @throws DrillError where another drill came first
 */
export async function perform(account: Account, change: Change): Promise<void> {
  switch (change.kind) {
    case "lock":
      return lock(account, change.group, change.drill);
    case "suspend-processes":
      return account.suspendProcesses(change.group, change.processes);
    case "stop-instances":
      return account.stopInstances(change.instanceIds);
    case "create-acl":
      return account.createAcl(change.vpcId, change.drill);
    case "cut-subnet": {
      const acl = await foundAcl(account, change.drill);
      if (acl === undefined) {
        throw new DrillError("the network ACL that was created is not to be found");
      }
      return account.replaceAcl(await account.aclOf(change.subnetId), acl);
    }
    case "start-experiment":
      return account.startExperiment(change.templateId, change.drill);
  }
}

/** Tags know no "only if absent": of two drills that begin at once, the one whose tag stays goes on. */
async function lock(account: Account, group: string, drill: string): Promise<void> {
  const before = await account.groupTag(group, DRILL_TAG);
  if (before === undefined) {
    await account.tagGroup(group, DRILL_TAG, drill);
    // Another that saw no tag either has set its own by then.
    await account.pause();
  }
  const holder = await account.groupTag(group, DRILL_TAG);
  if (holder !== drill) {
    throw new DrillError(
      `another drill, "${holder}", has begun on ${group}: wait until it has ended`,
    );
  }
}
