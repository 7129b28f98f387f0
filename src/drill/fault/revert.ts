import { DrillError } from "../drill-error";
import type { Account, Experiment } from "./account";
import { type Change, type CutSubnet, DRILL_TAG, type LockEnvironment } from "./change";
import { foundAcl } from "./found-acl";

/** How many times an instance on its way is looked at: for 5 minutes. */
const POLLS = 150;

/**
 * Undoes one change, whether it was made wholly, in part or not at all: it looks first, and leaves
 * what someone else has changed meanwhile.
 *
 * @returns what could not be brought back, for people; undefined where everything is as before
 */
export async function revert(account: Account, change: Change): Promise<string | undefined> {
  switch (change.kind) {
    case "lock":
      return unlock(account, change);
    case "suspend-processes":
      return void (await account.resumeProcesses(change.group, change.processes));
    case "stop-instances":
      return startAgain(account, change.instanceIds);
    case "create-acl": {
      const acl = await foundAcl(account, change.drill);
      return acl === undefined ? undefined : void (await account.deleteAcl(acl));
    }
    case "cut-subnet":
      return reconnect(account, change);
    case "start-experiment": {
      const isThere = await endExperiment(account, change.drill);
      return isThere ? startAgain(account, change.instanceIds) : undefined;
    }
  }
}

/** @returns whether there is one; it may end by itself while it is being stopped */
async function endExperiment(account: Account, drill: string): Promise<boolean> {
  const experiment = await account.findExperiment(drill);
  if (experiment && isUnderWay(experiment)) {
    try {
      await account.stopExperiment(experiment.id);
    } catch (error) {
      const now = await account.findExperiment(drill);
      if (now && isUnderWay(now)) {
        throw error;
      }
    }
  }
  return experiment !== undefined;
}

function isUnderWay({ status }: Experiment): boolean {
  return ["pending", "initiating", "running"].includes(status);
}

async function unlock(account: Account, { group, drill }: LockEnvironment) {
  if ((await account.groupTag(group, DRILL_TAG)) === drill) {
    await account.untagGroup(group, DRILL_TAG);
  }
  return undefined;
}

/**
 * Starts what has stopped, and waits until it runs, at two looks after each other, the first of
 * which may be from before it was stopped: only then may the group look at its health again. Where the group has terminated it and launched another, there is none to start.
 */
async function startAgain(account: Account, ids: readonly string[]): Promise<string | undefined> {
  let settledLooks = 0;
  for (let poll = 0; poll < POLLS; poll++) {
    const states = await account.instanceStates(ids);
    const inState = (...wanted: string[]) =>
      ids.filter((id) => wanted.includes(states.get(id) ?? "terminated"));
    const stopped = inState("stopped");
    const onTheWay = [...stopped, ...inState("stopping", "pending")];
    settledLooks = onTheWay.length === 0 ? settledLooks + 1 : 0;
    if (stopped.length > 0) {
      await startUnlessReplaced(account, stopped);
    }
    if (settledLooks === 2) {
      const gone = inState("terminated", "shutting-down");
      return gone.length === 0
        ? undefined
        : `${gone.join(", ")} cannot be started again: the Auto Scaling group has replaced what was stopped`;
    }
    await account.pause();
  }
  throw new DrillError(`${ids.join(", ")} did not start again within 5 minutes`);
}

async function startUnlessReplaced(account: Account, ids: readonly string[]): Promise<void> {
  try {
    await account.startInstances(ids);
  } catch (error) {
    const states = await account.instanceStates(ids);
    if (ids.some((id) => states.get(id) === "stopped")) {
      throw error;
    }
  }
}

async function reconnect(account: Account, { subnetId, aclBefore, drill }: CutSubnet) {
  const denying = await foundAcl(account, drill);
  const association = await account.aclOf(subnetId);
  if (denying !== undefined && association.acl === denying) {
    await account.replaceAcl(association, aclBefore);
  }
  return undefined;
}
